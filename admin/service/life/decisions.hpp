// What people decide about one restriction: to authorise it, to put it in force, to end it. As step.hpp.
#pragma once
#include <optional>
#include <string>

#include "admin/service/life/step.hpp"

namespace postern::admin {

/// A draft becomes authorised (policy ¶10). Of what is in force it authorises the proposal that waits, which then
/// becomes its terms: the customer must be told anew. An emergency in force gets its authorisation.
policy::Result<Stepped> authorise(db::CentralLog& log, const Target& target, const policy::Authorisation& authorisation,
                                  const Acting& acting);
/// Puts it in force once nothing of decision.md 7 is missing. Also ends `supersedes`, if given, in the same
/// transaction.
policy::Result<Stepped> activate(db::CentralLog& log, const Target& target,
                                 const std::optional<policy::Reference>& supersedes, const Acting& acting);
/// Ends what is in force, at once (policy ¶11). One step, from any state that is not ended.
policy::Result<Stepped> lift(db::CentralLog& log, const Target& target, const std::string& by, const std::string& why,
                             const Acting& acting);
/// It will never be in force.
policy::Result<Stepped> decline(db::CentralLog& log, const Target& target, const std::string& by,
                                const std::string& why, const Acting& acting);

}  // namespace postern::admin
