// A calendar day, and when it begins in the council's time zone. Pure.
// Implemented in: day.cpp, instant.cpp
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace postern::policy {

/// A day of the Gregorian calendar, without a time zone.
using Day = std::chrono::year_month_day;

/// `2026-11-02`, and only that form (ISO 8601, extended); nothing for a day that does not exist.
std::optional<Day> day_from_text(std::string_view text);
std::string to_text(Day day);

/// The instant at which `day` begins in `zone`: local midnight, or the first instant after it where a clock change
/// leaves midnight out.
std::chrono::sys_seconds start_of(Day day, const date::time_zone& zone);
/// The day that `instant` falls on in `zone`.
Day day_of(std::chrono::sys_seconds instant, const date::time_zone& zone);
/// `2026-11-02T10:00:00Z`, the form in which postern writes every instant (RFC 3339, UTC).
std::string to_text(std::chrono::sys_seconds instant);
/// RFC 3339 with `Z` or a numeric offset, or a day alone (its UTC midnight).
std::optional<std::chrono::sys_seconds> instant_from_text(std::string_view text);

}  // namespace postern::policy
