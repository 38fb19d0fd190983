// What a rules document may say of reviews, representations, notes, an emergency and a proposal: it may add to what is
// recorded, and takes nothing of it away (decision.md 7: nothing in the log is ever overwritten). Pure.
// Private to admin/service.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"

namespace postern::admin {

/// `before` is null for a new restriction. What is over when it comes into the log is taken as it is written.
void check_journal(const policy::Restriction* before, const policy::Restriction& after, const LogView& view,
                   std::vector<std::string>& lines);
/// `written` with what it leaves out and the log has: the journal, an emergency, a proposal that is not carried out.
policy::Restriction with_recorded_journal(policy::Restriction written, const policy::Restriction& recorded);

}  // namespace postern::admin
