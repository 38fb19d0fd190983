#include "policy/record/action.hpp"

#include <array>

namespace postern::policy {
namespace {

constexpr std::array kActions{Action::deliver, Action::junk,       Action::forward,
                              Action::hold,    Action::quarantine, Action::reject};
constexpr std::array kRules{Rule::unrestricted,      Rule::outside_council,   Rule::is_protected,
                            Rule::councillor_choice, Rule::councillor_access, Rule::permitted_contact,
                            Rule::restricted,        Rule::outside_hours,     Rule::beyond_volume};

}  // namespace

std::string_view to_text(Action action) {
  switch (action) {
    case Action::deliver:
      return "deliver";
    case Action::junk:
      return "junk";
    case Action::forward:
      return "forward";
    case Action::hold:
      return "hold";
    case Action::quarantine:
      return "quarantine";
    case Action::reject:
      return "reject";
  }
  return {};
}

std::string_view to_text(Rule rule) {
  switch (rule) {
    case Rule::unrestricted:
      return "unrestricted";
    case Rule::outside_council:
      return "outside-council";
    case Rule::is_protected:
      return "protected";
    case Rule::councillor_choice:
      return "councillor-choice";
    case Rule::councillor_access:
      return "councillor-access";
    case Rule::permitted_contact:
      return "permitted-contact";
    case Rule::restricted:
      return "restricted";
    case Rule::outside_hours:
      return "outside-hours";
    case Rule::beyond_volume:
      return "beyond-volume";
  }
  return {};
}

std::optional<Action> action_from_text(std::string_view text) {
  for (const Action action : kActions) {
    if (to_text(action) == text) return action;
  }
  return std::nullopt;
}

std::optional<Rule> rule_from_text(std::string_view text) {
  for (const Rule rule : kRules) {
    if (to_text(rule) == text) return rule;
  }
  return std::nullopt;
}

}  // namespace postern::policy
