// How much contact each customer made, and what became of it: messages a week by treatment, counted from the events
// (policy ¶11: is the restriction still needed). Pure, but for in_force_of(), which reads the log.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

/// In the order of policy::Action: deliver, junk, forward, hold, quarantine, reject.
inline constexpr std::size_t kTreatments = 6;

/// The messages of one customer in one week. One message counts once for each treatment that its recipients got, and
/// once in `messages`, however many recipients there were.
struct ActivityRow {
  std::optional<policy::Reference> restriction;  ///< empty: only councillors' choices are about this customer
  std::string customer;
  policy::Day week;           ///< its Monday, in the council's time zone
  std::string period;         ///< `before` or `after` the restriction came into force; empty without one
  bool authenticated = true;  ///< whether the address was proved to be the sender's own (decision.md 2)
  bool observed = false;      ///< only what would have been done, during a trial
  std::array<unsigned, kTreatments> by_treatment{};
  unsigned messages = 0;
};

struct ActivityFilter {
  std::optional<policy::Reference> restriction;  ///< with whatever is known of this customer's addresses
  std::optional<std::chrono::sys_seconds> since;
  std::optional<std::chrono::sys_seconds> until;  ///< excluded
};

/// When each restriction came into force for the gateway; one that never did is left out.
using InForceFrom = std::map<policy::Reference, std::chrono::sys_seconds>;

/// The instant from which the versions of one restriction (oldest first) had it in force: its activation, or the day it
/// starts where that is later.
std::optional<std::chrono::sys_seconds> in_force_from(const std::vector<db::LoggedRestriction>& versions,
                                                      const date::time_zone& zone);
/// Of the restriction `asked_for`, or of all that have anything to do with these events; what the log does not know is
/// left out. Fails where the store does.
policy::Result<InForceFrom> in_force_of(const std::vector<db::Event>& events,
                                        const std::optional<policy::Reference>& asked_for, const LogView& view,
                                        db::CentralLog& log);
/// By restriction, customer, week, before and after, authenticated first. `events` are oldest first. Where a
/// restriction is asked for, events about its customer count whatever they were decided by: that is what tells of the
/// time before.
std::vector<ActivityRow> activity_rows(const std::vector<db::Event>& events, const LogView& view,
                                       const InForceFrom& in_force, const ActivityFilter& filter);

/// The Monday of the week of `day`.
policy::Day monday_of(policy::Day day);
/// The messages of each week from the first to the last of `rows`, weeks without any included.
std::vector<std::pair<policy::Day, unsigned>> weekly_totals(const std::vector<ActivityRow>& rows);
/// A bar of eighths for each number: `▁▄█`, a blank for 0.
std::string sparkline(const std::vector<unsigned>& numbers);

}  // namespace postern::admin
