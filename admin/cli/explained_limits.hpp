// How the hours and volumes of the restrictions that a message matches stand at one moment (interfaces.md, explain).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "admin/cli/output.hpp"
#include "policy/decision/decide.hpp"

namespace postern::cli {

struct ExplainedLimits {
  Json volumes = Json::array();
  Json hours = Json::array();
  std::vector<std::string> lines;
};

ExplainedLimits explained_limits(std::span<const policy::Match> matches, const policy::Usage& usage,
                                 const policy::Council& council, std::chrono::sys_seconds at);

/// `volume_left`, `renews`, `open` and `opens` of one restriction, where it has a volume and hours, and the same in
/// words.
struct RestrictionLimits {
  Json json = Json::object();
  std::vector<std::string> lines;
};

RestrictionLimits limits_of(const policy::Restriction& restriction, const policy::Usage& usage,
                            const policy::Council& council, std::chrono::sys_seconds at);

}  // namespace postern::cli
