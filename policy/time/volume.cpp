#include "policy/time/volume.hpp"

#include <algorithm>

#include "policy/time/day.hpp"

namespace postern::policy {
namespace {

Day first_day(Day today, Period per) {
  const std::chrono::sys_days day{today};
  switch (per) {
    case Period::day:
      return today;
    case Period::week:
      return Day{day - (std::chrono::weekday{day} - std::chrono::Monday)};
    case Period::month:
      return Day{today.year() / today.month() / std::chrono::day{1}};
  }
  return today;
}

Day first_day_after(Day first, Period per) {
  switch (per) {
    case Period::day:
      return Day{std::chrono::sys_days{first} + std::chrono::days{1}};
    case Period::week:
      return Day{std::chrono::sys_days{first} + std::chrono::days{7}};
    case Period::month:
      return first + std::chrono::months{1};
  }
  return first;
}

}  // namespace

PeriodSpan period_around(std::chrono::sys_seconds now, Period per, const date::time_zone& zone) {
  const Day first = first_day(day_of(now, zone), per);
  return {start_of(first, zone), start_of(first_day_after(first, per), zone)};
}

std::chrono::sys_seconds instant_in(PeriodSpan period, std::chrono::sys_seconds at) {
  return std::clamp(at, period.from, period.until - std::chrono::seconds{1});
}

unsigned Usage::of(const Reference& restriction) const {
  for (const auto& [reference, count] : used_) {
    if (reference == restriction) return count;
  }
  return 0;
}

}  // namespace postern::policy
