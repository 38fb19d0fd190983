// Days on which somebody is at the desk: Monday to Friday, but those on which the council is closed. Pure.
#pragma once
#include <chrono>
#include <vector>

#include "policy/time/day.hpp"

namespace postern::policy {

bool is_working_day(Day day, const std::vector<Day>& closed_days);
/// When `number` working days have passed since `instant`: the same local time on the so-many-th working day after it.
/// What happens on another day counts from the beginning of the next working day.
std::chrono::sys_seconds after_working_days(std::chrono::sys_seconds instant, int number,
                                            const std::vector<Day>& closed_days, const date::time_zone& zone);

/// The last instant from which `number` working days have passed by `now`: what happened at it or before is at least so
/// old. The least instant there is where they have not passed within ten years.
std::chrono::sys_seconds working_days_before(std::chrono::sys_seconds now, int number,
                                             const std::vector<Day>& closed_days, const date::time_zone& zone);

}  // namespace postern::policy
