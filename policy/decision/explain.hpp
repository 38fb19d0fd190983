// A decision in words, and what the customer's server would be told. Pure.
#pragma once
#include <string>
#include <vector>

#include "policy/decision/decide.hpp"
#include "policy/decision/plan.hpp"

namespace postern::policy {

/// One sentence in plain words, for people who have not read the code.
std::string why(const Decision& decision, const Council& council);

/// What the SMTP client is told for each recipient: `250`, or `550 5.7.1 TEXT`. Takes both stages into account: a
/// rejection that the envelope decides is said at RCPT, else at end of message when nobody is left.
std::vector<std::string> replies(const Message& message, const Snapshot& snapshot, const Usage& usage, Path path,
                                 std::chrono::sys_seconds now);

}  // namespace postern::policy
