// How a restriction begins: as a draft, or, where somebody is in danger, as an emergency. As step.hpp: every problem at
// once, and all in one transaction or nothing.
#pragma once
#include <string>
#include <vector>

#include "admin/service/document/rules_document.hpp"
#include "admin/service/life/step.hpp"

namespace postern::admin {

/// Each restriction of the document becomes a new draft, whatever the log has of its customer. Refused where one has
/// another status or a reference of the log, and where the document holds anything else.
policy::Result<std::vector<Stepped>> draft(db::CentralLog& log, const RulesDocument& document, const Acting& acting);
/// One officer puts one restriction in force at once: action quarantine, councillors all, nothing else (decision.md 7).
policy::Result<Stepped> begin_emergency(db::CentralLog& log, const RulesDocument& document, const std::string& by,
                                        const std::string& why, const Acting& acting);

}  // namespace postern::admin
