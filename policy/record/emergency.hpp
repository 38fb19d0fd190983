// An emergency: a threat to somebody's safety, for which one authorising officer can put a restriction in force at once
// (decision.md 7). Pure.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "policy/record/activation.hpp"

namespace postern::policy {

/// How long it holds while anything of what a restriction needs is missing.
inline constexpr std::chrono::hours kEmergencyLasts{72};

/// The only terms of an emergency: quarantine, and councillors all.
Terms emergency_terms();
/// The instant from which it is no longer in force; nothing for what is no emergency, or is complete.
std::optional<std::chrono::sys_seconds> lapses_at(const Restriction& restriction);
/// One line per thing that keeps the emergency from being in force; empty: nothing does. `today` is the day of `at`.
std::vector<std::string> missing_for_emergency(const Restriction& restriction, const ActivationContext& context);

}  // namespace postern::policy
