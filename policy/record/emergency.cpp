#include "policy/record/emergency.hpp"

#include "policy/record/activation_lines.hpp"

namespace postern::policy {

Terms emergency_terms() {
  Terms terms;
  terms.action = Action::quarantine;
  terms.councillors.kind = CouncillorAccess::Kind::all;
  return terms;
}

std::optional<std::chrono::sys_seconds> lapses_at(const Restriction& restriction) {
  if (!restriction.emergency || restriction.emergency->completed) return std::nullopt;
  return restriction.emergency->at.value_or(std::chrono::sys_seconds{}) + kEmergencyLasts;
}

std::vector<std::string> missing_for_emergency(const Restriction& restriction, const ActivationContext& context) {
  std::vector<std::string> lines;
  const Emergency emergency = restriction.emergency.value_or(Emergency{});
  if (!holds_a_post(context.officers, emergency.by, context.today)) {
    lines.push_back("emergency.by: \"" + emergency.by + "\" is no authorising officer on " + to_text(context.today));
  }
  if (!emergency.at) lines.emplace_back("emergency.at: is missing");
  if (is_blank(emergency.why)) lines.emplace_back("emergency.why: is missing: the threat to somebody's safety");
  if (restriction.terms != emergency_terms()) {
    lines.emplace_back("email: an emergency is action quarantine and councillors all, and nothing else");
  }
  if (restriction.starts) lines.emplace_back("starts: an emergency is in force at once; leave it out");
  for (std::string& line : obstacles_of_customer(restriction, context)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace postern::policy
