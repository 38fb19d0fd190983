// How the hours and volumes of the restrictions that a message matches stand at one moment (interfaces.md, explain).
#pragma once
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "db/mail_log.hpp"
#include "policy/decision/decide.hpp"

namespace postern::admin {

struct ExplainedLimits {
  nlohmann::ordered_json volumes = nlohmann::ordered_json::array();
  nlohmann::ordered_json hours = nlohmann::ordered_json::array();
  std::vector<std::string> lines;
};

ExplainedLimits explained_limits(std::span<const policy::Match> matches, const policy::Usage& usage,
                                 const policy::Council& council, std::chrono::sys_seconds at);

/// `volume_left`, `renews`, `open` and `opens` of one restriction, where it has a volume and hours, and the same in
/// words.
struct RestrictionLimits {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  std::vector<std::string> lines;
};

RestrictionLimits limits_of(const policy::Restriction& restriction, const policy::Usage& usage,
                            const policy::Council& council, std::chrono::sys_seconds at);
/// The same at `now`, with what the store has counted; nothing for one that is not in force.
policy::Result<RestrictionLimits> limits_as_stored(const policy::Restriction& restriction, db::MailLog& log,
                                                   const policy::Council& council, std::chrono::sys_seconds now);

}  // namespace postern::admin
