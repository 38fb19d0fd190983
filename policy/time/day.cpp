#include "policy/time/day.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace postern::policy {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

date::local_days local_day(Day day) {
  return date::local_days{date::year{static_cast<int>(day.year())} / static_cast<unsigned>(day.month()) /
                          static_cast<unsigned>(day.day())};
}

}  // namespace

std::optional<Day> day_from_text(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const Day found{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                  std::chrono::day{static_cast<unsigned>(*day)}};
  if (!found.ok()) return std::nullopt;
  return found;
}

std::string to_text(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::chrono::sys_seconds start_of(Day day, const date::time_zone& zone) {
  // choose::earliest: of two midnights (clocks set back at midnight) the first; where there is none, the first instant.
  return std::chrono::time_point_cast<std::chrono::seconds>(
      zone.to_sys(date::local_seconds{local_day(day)}, date::choose::earliest));
}

Day day_of(std::chrono::sys_seconds instant, const date::time_zone& zone) {
  const date::year_month_day local{date::floor<date::days>(zone.to_local(instant))};
  return Day{std::chrono::year{static_cast<int>(local.year())},
             std::chrono::month{static_cast<unsigned>(local.month())},
             std::chrono::day{static_cast<unsigned>(local.day())}};
}

}  // namespace postern::policy
