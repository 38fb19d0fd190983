#include "policy/time/working_days.hpp"

#include <algorithm>

#include <date/tz.h>

namespace postern::policy {
namespace {

Day next_working_day(Day day, const std::vector<Day>& closed_days) {
  do {
    day = Day{std::chrono::sys_days{day} + std::chrono::days{1}};
  } while (!is_working_day(day, closed_days));
  return day;
}

}  // namespace

bool is_working_day(Day day, const std::vector<Day>& closed_days) {
  const std::chrono::weekday weekday{std::chrono::sys_days{day}};
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
  return std::find(closed_days.begin(), closed_days.end(), day) == closed_days.end();
}

std::chrono::sys_seconds after_working_days(std::chrono::sys_seconds instant, int number,
                                            const std::vector<Day>& closed_days, const date::time_zone& zone) {
  const auto local = zone.to_local(instant);
  Day day = day_of(instant, zone);
  auto time = local - date::floor<date::days>(local);
  if (!is_working_day(day, closed_days)) {
    day = next_working_day(day, closed_days);
    time = {};
  }
  for (int passed = 0; passed < number; ++passed) day = next_working_day(day, closed_days);
  const date::local_days local_day{date::year{static_cast<int>(day.year())} / static_cast<unsigned>(day.month()) /
                                   static_cast<unsigned>(day.day())};
  return std::chrono::time_point_cast<std::chrono::seconds>(zone.to_sys(local_day + time, date::choose::earliest));
}

std::chrono::sys_seconds working_days_before(std::chrono::sys_seconds now, int number,
                                             const std::vector<Day>& closed_days, const date::time_zone& zone) {
  const auto passed = [&](std::chrono::sys_seconds since) {
    return after_working_days(since, number, closed_days, zone) <= now;
  };
  auto early = now - std::chrono::years{10};
  if (!passed(early)) return std::chrono::sys_seconds::min();
  auto late = now + std::chrono::seconds{1};  // never passed, unless there are none to pass
  while (late - early > std::chrono::seconds{1}) {
    const auto middle = early + (late - early) / 2;
    (passed(middle) ? early : late) = middle;
  }
  return early;
}

}  // namespace postern::policy
