// The policy a second time, as plainly as it can be said: every rule looked at for every address, nothing indexed.
// Slow, and only for comparing (faults.md S11).
#pragma once
#include "unit/policy/samples.hpp"

namespace postern::policy::samples {

/// What decide() must say of message.recipients[which], as samples::in_words() puts it.
std::string naively_decided(const Message& message, std::size_t which, const Log& log, const Usage& usage,
                            std::chrono::sys_seconds now);

}  // namespace postern::policy::samples
