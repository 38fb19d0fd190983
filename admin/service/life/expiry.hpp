// What ends by itself: restrictions past their last day, emergencies that were not completed in time, and, where the
// council wants that, reviews past their date. The gateway stops by itself at that instant
// (policy/decision/snapshot.hpp); this writes it into the log.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"

namespace postern::admin {

/// Why a restriction in force is over by `now`; empty where it is not.
std::string why_over(const policy::Restriction& restriction, const conf::Config& config, std::chrono::sys_seconds now);

struct Expired {
  policy::Reference reference;
  std::string why;
};
struct ExpiryRun {
  std::vector<Expired> expired;
  std::optional<std::chrono::sys_seconds> next;  ///< when the next one of the log will be over, as it is now
};
/// Ends all that is over, in one transaction, each with an audit entry `expired`. Doing it again changes nothing.
policy::Result<ExpiryRun> expire_due(db::CentralLog& log, const Acting& acting);

}  // namespace postern::admin
