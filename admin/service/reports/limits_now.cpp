#include "admin/service/reports/limits_now.hpp"

#include <algorithm>

#include <date/tz.h>

#include "policy/decision/opening_times.hpp"
#include "policy/time/day.hpp"
#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

std::chrono::minutes time_of_day(std::chrono::sys_seconds instant, const date::time_zone& zone) {
  const auto local = zone.to_local(instant);
  return std::chrono::floor<std::chrono::minutes>(local - date::floor<date::days>(local));
}

}  // namespace

VolumeLeft volume_left(const policy::Volume& volume, unsigned used, const date::time_zone& zone,
                       std::chrono::sys_seconds at) {
  // More may be used than there is: the terms were changed in the middle of a period.
  return {volume, used, volume.messages - std::min(used, volume.messages),
          policy::period_around(at, volume.per, zone).until};
}

HoursNow hours_now(std::span<const policy::ContactHours> hours, const policy::Council& council,
                   std::chrono::sys_seconds at) {
  if (policy::is_open(hours, council, at)) return {true, std::nullopt};
  return {false, policy::next_opening(hours, council, at)};
}

std::string in_words(const VolumeLeft& volume, const date::time_zone& zone) {
  return std::to_string(volume.left) + " of " + policy::in_words(volume.volume) + (volume.left == 1 ? " is" : " are") +
         " left; it renews on " + policy::in_words(policy::day_of(volume.renews, zone));
}

std::string in_words(const HoursNow& hours, const date::time_zone& zone) {
  if (hours.open) return "its hours of contact are open";
  if (!hours.opens) return "its hours of contact are closed, and do not open within two years";
  return "its hours of contact are closed; they open on " + policy::in_words(policy::day_of(*hours.opens, zone)) +
         " at " + policy::time_in_words(time_of_day(*hours.opens, zone)) + ", " + policy::zone_in_words(zone);
}

}  // namespace postern::admin
