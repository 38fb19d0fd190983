// What would happen to one message, for people and for scripts (interfaces.md, explain). No clock, nothing recorded.
#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "admin/service/log/acting.hpp"
#include "conf/config.hpp"
#include "db/store.hpp"
#include "policy/decision/explain.hpp"

namespace postern::admin {

struct ExplainOptions {
  std::string from;
  std::vector<std::string> to;
  std::string message;  ///< a file; empty: the envelope alone
  std::string at;       ///< an instant; empty: now
};

struct Explanation {
  nlohmann::ordered_json json;
  std::vector<std::string> lines;
};

/// Reads the header of the file, if one is named. A header over the configured limits is refused, as the gateway would.
policy::Result<policy::Message> message_of(const ExplainOptions& options, const conf::Config& config,
                                           const policy::Snapshot& snapshot);
/// `usage` says how much of the volumes that the message may count under is used up at `at`; `notes` are why_not().
Explanation explained(const policy::Message& message, const std::string& from, const policy::Snapshot& snapshot,
                      const policy::Usage& usage, policy::Path path, std::chrono::sys_seconds at,
                      const std::vector<std::string>& notes);
/// All of it: what the gateway would do by the store as it is. Fails where the store or the message cannot be read.
policy::Result<Explanation> explain(db::Store& store, const ExplainOptions& options, const Acting& acting);

}  // namespace postern::admin
