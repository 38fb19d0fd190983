// Use cases of the central log, shared by the command line and, later, the console: each checks what the policy wants,
// then writes the change and its audit entry in one transaction of the store. No output, no clock: `now` is an
// argument.
// Implemented in: apply.cpp, apply_people.cpp
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "admin/service/document/rules_document.hpp"
#include "admin/service/log/acting.hpp"
#include "conf/config.hpp"
#include "db/central_log.hpp"
#include "policy/result.hpp"

namespace postern::admin {

/// What applying a document changes: lines for people, such as `RCC-2026-0001: in force (new)`.
struct Applied {
  std::vector<std::string> changes;   ///< empty: nothing to change
  std::vector<std::string> warnings;  ///< what was applied all the same, and should be looked at
};

/// All of the document or nothing. With `dry_run` nothing is written, and the answer (refusals too) is the same.
policy::Result<Applied> apply(db::CentralLog& log, const RulesDocument& document, const Acting& acting, bool dry_run);
/// Restrictions (all, or those named), councillors and protected addresses (only when none is named).
policy::Result<RulesDocument> export_document(db::CentralLog& log, const std::vector<policy::Reference>& only);
/// What still keeps it from coming into force, as `show` prints it under `problems`.
std::vector<std::string> problems_of(const policy::Restriction& restriction, const db::LogContents& contents,
                                     const conf::Config& config, std::chrono::sys_seconds now);

policy::Result<> add_councillor(db::CentralLog& log, const policy::Councillor& councillor, const Acting& acting);
/// Adds or updates all councillors of the document, or none. Choices that a councillor of the log made stay. Those of
/// the log whom it does not name stay too: a warning names each.
policy::Result<Applied> import_councillors(db::CentralLog& log, RulesDocument document, const Acting& acting,
                                           bool dry_run);
policy::Result<> remove_councillor(db::CentralLog& log, const std::string& address, const std::string& why,
                                   const Acting& acting);
/// Replaces the councillor's choice about that customer; Action::deliver takes it back.
policy::Result<> choose(db::CentralLog& log, const std::string& councillor, const policy::Choice& choice,
                        const Acting& acting);
policy::Result<> protect(db::CentralLog& log, const policy::ProtectedAddress& entry, const Acting& acting);
policy::Result<> unprotect(db::CentralLog& log, const std::string& address, const std::string& why,
                           const Acting& acting);

}  // namespace postern::admin
