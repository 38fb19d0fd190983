// What is done for one recipient, and by which rule (decision.md 3). Plain values.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace postern::policy {

/// From the mildest to the strictest: the order in which several restrictions are settled (decision.md 4).
enum class Action { deliver, junk, forward, hold, quarantine, reject };

enum class Rule {
  unrestricted,
  outside_council,
  is_protected,
  councillor_choice,
  councillor_access,
  permitted_contact,
  restricted,
  outside_hours,
  beyond_volume,
};

std::string_view to_text(Action action);  ///< `deliver`, `junk`, `forward`, `hold`, `quarantine`, `reject`
std::string_view to_text(Rule rule);      ///< as printed: `outside-council`, `protected`, `councillor-choice`, …
std::optional<Action> action_from_text(std::string_view text);
std::optional<Rule> rule_from_text(std::string_view text);

/// `RCC-2026-0007`: names one restriction in the central log.
using Reference = std::string;
/// Whether `a` was given out before `b`: by year, then by number, so that RCC-2026-10000 follows RCC-2026-9999.
bool lower(const Reference& a, const Reference& b);

}  // namespace postern::policy
