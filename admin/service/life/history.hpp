// The versions of one restriction, each with who made it, when and why. Read only.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "db/central_log.hpp"
#include "policy/result.hpp"

namespace postern::admin {

struct HistoryEntry {
  std::uint64_t version = 0;
  std::chrono::sys_seconds at;
  std::string actor;  ///< empty with login and action where the audit trail does not tell
  std::string login;
  std::string action;               ///< the word of the audit trail: `drafted`, `activated`, `varied`, …
  std::string why;                  ///< empty where no reason was given, or it was erased
  std::vector<std::string> fields;  ///< what differs from the version before, as the rules document names it
};

/// Every version, oldest first. Refused where there is no such restriction.
policy::Result<std::vector<HistoryEntry>> history_of(db::CentralLog& log, const policy::Reference& reference);
/// For somebody who decided on version `seen`, which is the present one no longer: a line for each later version, with
/// who, when and which fields.
policy::Error changed_since(db::CentralLog& log, const policy::Reference& reference, std::uint64_t seen);

}  // namespace postern::admin
