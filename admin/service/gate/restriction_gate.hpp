// What the policy lets happen to one restriction (decision.md 7): which steps, and what each step needs. Pure.
// Private to admin/service.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"

namespace postern::admin {

/// Everything that forbids the step from `before` (null: a new one) to `after`; empty: it may be taken.
/// `view` is the log as it would be afterwards, `was` as it is.
std::vector<std::string> refusals(const policy::Restriction* before, const policy::Restriction& after,
                                  const LogView& view, const LogView& was);
/// The fields in which the two differ, as the rules document names them: `customer`, `email`, `authorised`, …
std::vector<std::string> changed_fields(const policy::Restriction& before, const policy::Restriction& after);
/// The word of the audit trail for the step from `before` to `after`: `drafted`, `activated`, `varied`, `lifted`, …
std::string audit_word(const policy::Restriction* before, const policy::Restriction& after);
/// Marks an emergency in force complete, where nothing is missing any more and it has not lapsed. Whether it did.
bool complete_emergency(policy::Restriction& restriction, const LogView& view, std::chrono::sys_seconds now);
/// Whether `id` names an authorising officer who holds the post on `day`.
bool is_officer(const conf::Config& config, std::string_view id, policy::Day day);

}  // namespace postern::admin
