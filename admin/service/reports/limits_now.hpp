// What is left of a volume, and whether hours are open, at one moment: for explain and show, for people and scripts.
// Pure.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "policy/record/council.hpp"
#include "policy/time/contact_hours.hpp"
#include "policy/time/volume.hpp"

namespace postern::admin {

struct VolumeLeft {
  policy::Volume volume;
  unsigned used = 0;
  unsigned left = 0;
  std::chrono::sys_seconds renews;  ///< when the next period begins
};

struct HoursNow {
  bool open = true;
  std::optional<std::chrono::sys_seconds>
      opens;  ///< the next opening; empty while they are open, and where there is none
};

VolumeLeft volume_left(const policy::Volume& volume, unsigned used, const date::time_zone& zone,
                       std::chrono::sys_seconds at);
HoursNow hours_now(std::span<const policy::ContactHours> hours, const policy::Council& council,
                   std::chrono::sys_seconds at);

/// `3 of 5 messages a week are left; it renews on 9 November 2026`.
std::string in_words(const VolumeLeft& volume, const date::time_zone& zone);
/// `its hours of contact are open`, `its hours of contact are closed; they open on 3 November 2026 at 9am, UK time`.
std::string in_words(const HoursNow& hours, const date::time_zone& zone);

}  // namespace postern::admin
