// Work that is done at a time of day, in the council's time zone: every day, or on Mondays. Pure: which instants those
// are, and whether one has passed since the work was last done.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "policy/time/day.hpp"

namespace postern::policy {

enum class Recurrence { off, daily, weekly };

struct Schedule {
  Recurrence every = Recurrence::off;
  std::chrono::minutes at{};  ///< since local midnight
  bool operator==(const Schedule&) const = default;
};

std::string_view to_text(Recurrence recurrence);  ///< `off`, `daily`, `weekly`

/// The most recent instant of the schedule that is not after `now`, and the first one after it; nothing for `off`. Once
/// on each of its days: where a clock change leaves the time out, the first instant after it; where it comes twice, the
/// first.
std::optional<std::chrono::sys_seconds> last_instant(const Schedule& schedule, std::chrono::sys_seconds now,
                                                     const date::time_zone& zone);
std::optional<std::chrono::sys_seconds> next_instant(const Schedule& schedule, std::chrono::sys_seconds now,
                                                     const date::time_zone& zone);

/// Whether an instant has passed since the work was done at `last`: also where the machine slept through it, and not
/// again where the clock was set back since.
bool is_due(const Schedule& schedule, std::chrono::sys_seconds last, std::chrono::sys_seconds now,
            const date::time_zone& zone);
/// Whether `last` says nothing about the schedule: it was never done, or lies more than a whole period ahead, since
/// the clock was wrong then. The work begins anew with the next instant.
bool begins_anew(const Schedule& schedule, std::optional<std::chrono::sys_seconds> last, std::chrono::sys_seconds now);

}  // namespace postern::policy
