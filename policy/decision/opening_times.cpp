#include "policy/decision/opening_times.hpp"

#include <algorithm>

#include <date/tz.h>

namespace postern::policy {
namespace {

constexpr date::days kLookAhead{2 * 366};

Day day_from(date::local_days local) {
  return Day{std::chrono::sys_days{std::chrono::days{local.time_since_epoch().count()}}};
}

std::chrono::weekday weekday_of(Day day) {
  return std::chrono::weekday{std::chrono::sys_days{day}};
}

bool is_closed_day(Day day, const Council& council) {
  return std::find(council.closed_days.begin(), council.closed_days.end(), day) != council.closed_days.end();
}

bool has_day(const ContactHours& interval, std::chrono::weekday day) {
  return std::find(interval.days.begin(), interval.days.end(), day) != interval.days.end();
}

std::chrono::sys_seconds instant_of(date::local_seconds local, const date::time_zone& zone, date::choose choose) {
  return std::chrono::time_point_cast<std::chrono::seconds>(zone.to_sys(local, choose));
}

void keep_earliest(std::optional<std::chrono::sys_seconds>& best, std::chrono::sys_seconds candidate) {
  if (!best || candidate < *best) best = candidate;
}

/// Clocks that go back in the middle of an interval open it again without a start; nothing where they do not on `day`.
std::optional<std::chrono::sys_seconds> change_on(date::local_days day, const date::time_zone& zone) {
  const auto begin = instant_of(date::local_seconds{day}, zone, date::choose::earliest);
  const auto change = zone.get_info(begin).end;
  return date::floor<date::days>(zone.to_local(change)) == day ? std::optional(change) : std::nullopt;
}

/// Of the intervals that begin on one day. A start that the clocks leave out is the instant of the change; one that
/// comes twice may be the second.
std::optional<std::chrono::sys_seconds> first_start_on(date::local_days day, std::span<const ContactHours> hours,
                                                       const Council& council, std::chrono::sys_seconds after) {
  std::optional<std::chrono::sys_seconds> first;
  const auto consider = [&](std::chrono::sys_seconds start) {
    if (start >= after && is_open(hours, council, start)) keep_earliest(first, start);
  };
  for (const ContactHours& interval : hours) {
    if (!has_day(interval, weekday_of(day_from(day)))) continue;
    for (const date::choose choose : {date::choose::earliest, date::choose::latest}) {
      consider(instant_of(date::local_seconds{day} + interval.from, *council.time_zone, choose));
    }
  }
  if (const auto change = change_on(day, *council.time_zone)) consider(*change);
  return first;
}

}  // namespace

bool is_open(std::span<const ContactHours> hours, const Council& council, std::chrono::sys_seconds now) {
  if (hours.empty()) return true;
  const auto local = council.time_zone->to_local(now);
  const auto midnight = date::floor<date::days>(local);
  const Day day = day_from(midnight);
  if (is_closed_day(day, council)) return false;
  const auto time = local - date::local_seconds{midnight};
  return std::any_of(hours.begin(), hours.end(), [&](const ContactHours& interval) {
    return has_day(interval, weekday_of(day)) && interval.from <= time && time < interval.to;
  });
}

std::optional<std::chrono::sys_seconds> next_opening(std::span<const ContactHours> hours, const Council& council,
                                                     std::chrono::sys_seconds after) {
  if (is_open(hours, council, after)) return after;
  const auto today = date::floor<date::days>(council.time_zone->to_local(after));
  for (date::days ahead{0}; ahead <= kLookAhead; ++ahead) {
    if (const auto start = first_start_on(today + ahead, hours, council, after)) return start;
  }
  return std::nullopt;
}

}  // namespace postern::policy
