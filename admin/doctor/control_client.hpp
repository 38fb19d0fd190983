// One question to the running daemon over its control socket: one line out, one JSON object back.
#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "policy/result.hpp"

namespace postern::admin::doctor {

/// `control` is as the configuration has it, unix:PATH; `word` is `status` or `reload`. Waits for at most ten seconds.
/// Unavailable, in one clear line, where nobody answers or the answer is none.
policy::Result<nlohmann::ordered_json> asked(const std::string& control, const std::string& word);

}  // namespace postern::admin::doctor
