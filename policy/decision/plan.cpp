#include "policy/decision/plan.hpp"

#include <algorithm>
#include <unordered_set>

namespace postern::policy {
namespace {

/// Postfix goes through the message for each recipient that it takes off (faults.md 20): a thousand are done in
/// seconds.
constexpr std::size_t kMostRemoved = 1000;

Treatment treatment_of(const Decision& decision, Path path) {
  Treatment treatment;
  treatment.action = decision.action;
  if (decision.action == Action::reject && !path.can_refuse) treatment.action = Action::quarantine;
  if (treatment.action == Action::deliver) return treatment;
  treatment.forward_to = decision.forward_to;
  treatment.restriction = decision.restriction;
  treatment.choice_of = decision.choice_of;
  return treatment;
}

std::unordered_set<Address> destinations_of(std::span<const Decision> decisions) {
  std::unordered_set<Address> destinations;
  for (const Decision& decision : decisions) {
    if (decision.action != Action::forward) continue;
    destinations.insert(decision.forward_to.begin(), decision.forward_to.end());
  }
  return destinations;
}

/// Recipients by treatment, in the order in which the treatments first occur. Whoever would get the message delivered
/// and forwarded as well is left out: one copy, the forwarded one.
std::vector<Share> shares_of(std::span<const Decision> decisions, Path path) {
  const std::unordered_set<Address> destinations = destinations_of(decisions);
  std::vector<Share> shares;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const Treatment treatment = treatment_of(decisions[i], path);
    if (treatment.action == Action::deliver && destinations.contains(decisions[i].recipient)) continue;
    auto known = std::find_if(shares.begin(), shares.end(), [&](const Share& s) { return s.treatment == treatment; });
    if (known == shares.end()) known = shares.insert(shares.end(), Share{treatment, {}});
    known->recipients.push_back(i);
  }
  return shares;
}

/// deliver first, else junk, else forward; nothing where all is kept.
const Share* carried_out_in_place(const std::vector<Share>& shares) {
  for (const Action action : {Action::deliver, Action::junk, Action::forward}) {
    const auto found = std::find_if(shares.begin(), shares.end(),
                                    [&](const Share& share) { return share.treatment.action == action; });
    if (found != shares.end()) return &*found;
  }
  return nullptr;
}

bool is_sent(Action action) {
  return action == Action::deliver || action == Action::junk || action == Action::forward;
}

/// Recipients stay on a message forwarded in place where they are its destinations; the first of each, since two
/// spellings would get two copies. The other destinations are added, never one who is there already (faults.md 20).
void address_in_place_forward(Plan& plan, std::span<const Decision> decisions) {
  std::vector<Address> missing = plan.in_place->treatment.forward_to;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const auto here = std::find(missing.begin(), missing.end(), decisions[i].recipient);
    if (here == missing.end()) {
      plan.removed.push_back(i);
    } else {
      missing.erase(here);
    }
  }
  plan.added = std::move(missing);
}

void remove_all_but(Plan& plan, const std::vector<std::size_t>& staying, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::binary_search(staying.begin(), staying.end(), i)) plan.removed.push_back(i);
  }
}

/// Nobody is taken off; who would have had the message as it is gets a copy of it.
void carry_out_by_copies(Plan& plan) {
  plan.copies.insert(plan.copies.begin(), std::move(*plan.in_place));
  plan.in_place.reset();
  plan.removed.clear();
  plan.added.clear();
  plan.verdict = Verdict::discard;
}

}  // namespace

Plan plan(std::span<const Decision> decisions, Path path) {
  Plan plan;
  if (decisions.empty()) return plan;
  std::vector<Share> shares = shares_of(decisions, path);
  if (std::all_of(shares.begin(), shares.end(), [](const Share& s) { return s.treatment.action == Action::reject; })) {
    plan.verdict = Verdict::reject;
    plan.reply = decisions.front().reply;
    return plan;
  }
  if (const Share* in_place = carried_out_in_place(shares)) plan.in_place = *in_place;
  for (Share& share : shares) {
    if (plan.in_place == share) continue;
    (is_sent(share.treatment.action) ? plan.copies : plan.kept).push_back(std::move(share));
  }
  if (!plan.in_place) {
    plan.verdict = Verdict::discard;
  } else if (plan.in_place->treatment.action == Action::forward) {
    address_in_place_forward(plan, decisions);
  } else {
    remove_all_but(plan, plan.in_place->recipients, decisions.size());
  }
  if (plan.removed.size() > kMostRemoved) carry_out_by_copies(plan);
  return plan;
}

bool changes_anything(const Plan& plan) {
  return plan.verdict != Verdict::accept || !plan.copies.empty() || !plan.kept.empty() || !plan.removed.empty() ||
         !plan.added.empty() || (plan.in_place && plan.in_place->treatment.action != Action::deliver);
}

}  // namespace postern::policy
