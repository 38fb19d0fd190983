// What the control socket answers to `probe` and `probe TOKEN`: a new token, and what was seen of it.
#pragma once
#include <chrono>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "milter/message/probes.hpp"

namespace postern::daemon {

/// Without a token `{"ok": true, "token": …, "seconds": 300}`; else `{"ok": true, "times": …, "seen": [{"at",
/// "queue_id", "client", "by_smtp", "refused", "believed"}]}`. A token that is not known, or not any more, is a
/// problem.
nlohmann::ordered_json about_probe(milter::Probes& probes, const std::string& token, std::chrono::sys_seconds now);

}  // namespace postern::daemon
