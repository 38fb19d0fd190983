// What is written down beside the decisions: that the customer was told, notes, a legal hold. As step.hpp.
#pragma once
#include <string>

#include "admin/service/life/step.hpp"

namespace postern::admin {

/// The customer was told in writing (policy ¶10). `informed.by` may be empty: the authorising officer.
policy::Result<Stepped> inform(db::CentralLog& log, const Target& target, const policy::Informed& informed,
                               const Acting& acting);
/// A note, in any state. A change of circumstances, reported by the service that asked for the restriction, makes a
/// review of what is in force due today (policy ¶11).
policy::Result<Stepped> add_note(db::CentralLog& log, const Target& target, const std::string& text,
                                 bool change_of_circumstances, const Acting& acting);
/// While it is on, nothing that belongs to the restriction is purged (policy ¶3). In any state.
policy::Result<Stepped> set_legal_hold(db::CentralLog& log, const Target& target, bool hold, const std::string& why,
                                       const Acting& acting);

}  // namespace postern::admin
