#include "policy/decision/reminder.hpp"

#include <algorithm>

namespace postern::policy {
namespace {

bool is_looked_at(const Address& envelope_sender, const Message& message) {
  return std::any_of(message.identities.begin(), message.identities.end(), [&](const Identity& identity) {
    return identity.kind == IdentityKind::envelope && identity.address == envelope_sender;
  });
}

/// Whether this customer is the one about whom it was decided: a message may concern others too.
bool is_theirs(const Treatment& treatment, const Addressee& to) {
  if (treatment.restriction) return *treatment.restriction == to.restriction;
  return treatment.choice_of &&
         std::find(to.choosers.begin(), to.choosers.end(), *treatment.choice_of) != to.choosers.end();
}

void note(DueNotice& due, const Share& share, const std::vector<bool>& came_round) {
  const bool new_to_them = std::any_of(share.recipients.begin(), share.recipients.end(),
                                       [&](std::size_t i) { return i >= came_round.size() || !came_round[i]; });
  if (!new_to_them) return;
  switch (share.treatment.action) {
    case Action::deliver:
    case Action::junk:
      break;
    case Action::forward:
      due.forwarded = true;
      break;
    case Action::hold:
      due.held = true;
      break;
    case Action::quarantine:
      due.kept = true;
      break;
    case Action::reject:
      due.refused.insert(due.refused.end(), share.recipients.begin(), share.recipients.end());
      break;
  }
}

}  // namespace

std::optional<Addressee> addressee(const Address& envelope_sender, const Message& message, const Snapshot& snapshot,
                                   std::chrono::sys_seconds now) {
  if (!is_looked_at(envelope_sender, message)) return std::nullopt;
  const bool with_domains = !message.delivery_report;
  const auto hit = snapshot.restriction_of(envelope_sender, now, with_domains);
  if (!hit) return std::nullopt;
  Addressee to{envelope_sender, hit->what->reference, hit->what->terms, {}};
  for (const auto& choice : snapshot.choices_about(envelope_sender, with_domains)) {
    to.choosers.push_back(choice.what->councillor_address);
  }
  return to;
}

std::optional<DueNotice> due_notice(const Addressee& to, std::span<const Decision> decisions, const Plan& plan,
                                    const std::vector<bool>& came_round) {
  if (decisions.empty() || plan.verdict == Verdict::reject) return std::nullopt;
  DueNotice due{.kind = NoticeKind::reminder, .to = to, .refused = {}};
  std::vector<const Share*> shares;
  if (plan.in_place) shares.push_back(&*plan.in_place);
  for (const Share& share : plan.copies) shares.push_back(&share);
  for (const Share& share : plan.kept) shares.push_back(&share);
  for (const Share* share : shares) {
    const bool reminds = share->treatment.restriction.has_value();  // a councillor's own choice is no arrangement (¶7)
    if (is_theirs(share->treatment, to) && (reminds || share->treatment.action == Action::reject)) {
      note(due, *share, came_round);
    }
  }
  std::sort(due.refused.begin(), due.refused.end());
  if (!due.refused.empty()) {
    due.kind = NoticeKind::refusal;
    return due;
  }
  if (!to.terms->remind || !(due.forwarded || due.held || due.kept)) return std::nullopt;
  return due;
}

}  // namespace postern::policy
