#include "policy/time/schedule.hpp"

#include <date/tz.h>

namespace postern::policy {
namespace {

using namespace std::chrono_literals;
using Instant = std::chrono::sys_seconds;

Day days_after(Day day, int number) {
  return Day{std::chrono::sys_days{day} + std::chrono::days{number}};
}

Instant instant_on(Day day, std::chrono::minutes at, const date::time_zone& zone) {
  const date::local_days local{date::year{static_cast<int>(day.year())} / static_cast<unsigned>(day.month()) /
                               static_cast<unsigned>(day.day())};
  return std::chrono::time_point_cast<std::chrono::seconds>(zone.to_sys(local + at, date::choose::earliest));
}

int length(Recurrence every) {
  return every == Recurrence::weekly ? 7 : 1;
}

/// The day itself, or the Monday before it.
Day first_of_period(Recurrence every, Day day) {
  if (every != Recurrence::weekly) return day;
  const auto weekday = std::chrono::weekday{std::chrono::sys_days{day}};
  return Day{std::chrono::sys_days{day} - (weekday - std::chrono::Monday)};
}

}  // namespace

std::string_view to_text(Recurrence recurrence) {
  switch (recurrence) {
    case Recurrence::off:
      return "off";
    case Recurrence::daily:
      return "daily";
    case Recurrence::weekly:
      return "weekly";
  }
  return {};
}

std::optional<Instant> last_instant(const Schedule& schedule, Instant now, const date::time_zone& zone) {
  if (schedule.every == Recurrence::off) return std::nullopt;
  const Day day = first_of_period(schedule.every, day_of(now, zone));
  const Instant here = instant_on(day, schedule.at, zone);
  if (here <= now) return here;
  return instant_on(days_after(day, -length(schedule.every)), schedule.at, zone);
}

std::optional<Instant> next_instant(const Schedule& schedule, Instant now, const date::time_zone& zone) {
  if (schedule.every == Recurrence::off) return std::nullopt;
  const Day day = first_of_period(schedule.every, day_of(now, zone));
  const Instant here = instant_on(day, schedule.at, zone);
  if (now < here) return here;
  return instant_on(days_after(day, length(schedule.every)), schedule.at, zone);
}

bool is_due(const Schedule& schedule, Instant last, Instant now, const date::time_zone& zone) {
  const auto passed = last_instant(schedule, now, zone);
  return passed && last < *passed;
}

bool begins_anew(const Schedule& schedule, std::optional<Instant> last, Instant now) {
  return !last || *last - now > 24h * length(schedule.every) + 1h;
}

}  // namespace postern::policy
