// What is done for one recipient, and by which rule (decision.md 3). Plain values.
#pragma once
#include <optional>
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

}  // namespace postern::policy
