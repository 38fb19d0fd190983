// When the hours of a restriction are open, in the council's time zone and with its closed days (policy ¶7,
// decision.md 3). Pure. Hours are what a clock on the wall shows: an hour that comes twice when clocks go back counts
// twice, one that is left out when they go forward never is.
#pragma once
#include <chrono>
#include <optional>
#include <span>

#include "policy/record/council.hpp"
#include "policy/time/contact_hours.hpp"

namespace postern::policy {

/// No hours at all: always open. An interval includes its start and excludes its end; a closed day is closed all day.
bool is_open(std::span<const ContactHours> hours, const Council& council, std::chrono::sys_seconds now);
/// The first instant not before `after` at which they are open; nothing where the two years that follow have none.
std::optional<std::chrono::sys_seconds> next_opening(std::span<const ContactHours> hours, const Council& council,
                                                     std::chrono::sys_seconds after);

}  // namespace postern::policy
