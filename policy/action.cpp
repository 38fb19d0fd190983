#include "policy/action.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace postern::policy {
namespace {

constexpr std::array kActions{Action::deliver, Action::junk,       Action::forward,
                              Action::hold,    Action::quarantine, Action::reject};
constexpr std::array kRules{Rule::unrestricted,      Rule::outside_council,   Rule::is_protected,
                            Rule::councillor_choice, Rule::councillor_access, Rule::permitted_contact,
                            Rule::restricted,        Rule::outside_hours,     Rule::beyond_volume};

/// `RCC-2026-0007`: the year and the number; zeros where there are none.
std::pair<unsigned, unsigned> numbers_of(const Reference& reference) {
  std::pair<unsigned, unsigned> numbers{0, 0};
  const char* end = reference.data() + reference.size();
  const std::size_t year = reference.find('-');
  if (year == std::string::npos) return numbers;
  const auto read = std::from_chars(reference.data() + year + 1, end, numbers.first);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '-') return {0, 0};
  std::from_chars(read.ptr + 1, end, numbers.second);
  return numbers;
}

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

bool lower(const Reference& a, const Reference& b) {
  return std::pair(numbers_of(a), a) < std::pair(numbers_of(b), b);
}

}  // namespace postern::policy
