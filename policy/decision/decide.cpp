#include "policy/decision/decide.hpp"

#include <algorithm>

#include "policy/decision/opening_times.hpp"
#include "policy/decision/refusal.hpp"

namespace postern::policy {
namespace {

/// One restriction or choice with the best of the identities that met it.
template <class T>
struct Met {
  const T* what;
  const Match* best;
  bool only_reply_to;
  bool only_soft;  ///< Reply-To, or what only a lenient reading finds
};

/// What one restriction or choice says of one recipient.
struct Answer {
  Action action;
  Rule rule;
  std::vector<Address> forward_to;
  const Match* match;
  bool softened = false;
  bool overdue = false;
  bool reply_to_only = false;
  std::optional<std::chrono::sys_seconds> release_at = {};
};

/// All that is the same for every recipient of one message.
struct Situation {
  const Snapshot& snapshot;
  const Usage& usage;
  std::chrono::sys_seconds now;
  std::vector<Met<IndexedRestriction>> restrictions;
  std::vector<Met<IndexedChoice>> choices;
};

template <class T>
std::vector<Met<T>> gathered(std::span<const Match> found, const T* Match::*member) {
  std::vector<Met<T>> met;
  for (const Match& match : found) {
    const T* what = match.*member;
    if (what == nullptr) continue;
    const bool reply_to = match.identity.kind == IdentityKind::reply_to;
    const bool soft = reply_to || match.identity.doubtful;
    auto known = std::find_if(met.begin(), met.end(), [&](const Met<T>& one) { return one.what == what; });
    if (known == met.end()) {
      met.push_back({what, &match, reply_to, soft});
      continue;
    }
    known->only_reply_to = known->only_reply_to && reply_to;
    known->only_soft = known->only_soft && soft;
    if (match.specificity < known->best->specificity) known->best = &match;
  }
  return met;
}

bool contains(const std::vector<Address>& addresses, const Address& address) {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

void soften(Answer& answer, const std::vector<Address>& managers, bool Answer::*why) {
  if (answer.action != Action::reject) return;
  answer.*why = true;
  answer.action = managers.empty() ? Action::quarantine : Action::forward;
  answer.forward_to = managers;
}

/// Rule 4. Nothing where it falls through to the next rule.
std::optional<Answer> councillor_access(const CanonicalTerms& terms, const Address& recipient, std::size_t councillor,
                                        const Snapshot& snapshot, const Match* match) {
  const Answer delivered{Action::deliver, Rule::councillor_access, {}, match};
  switch (terms.councillors) {
    case CouncillorAccess::Kind::undecided:  // Fail-open: nothing says that this customer may not write to councillors
    case CouncillorAccess::Kind::all:
      return delivered;
    case CouncillorAccess::Kind::none:
      return std::nullopt;
    case CouncillorAccess::Kind::only: {
      const bool listed = std::any_of(terms.only.begin(), terms.only.end(), [&](const Address& address) {
        return address == recipient || snapshot.councillor(address) == councillor;
      });
      return listed ? std::optional(delivered) : std::nullopt;
    }
    case CouncillorAccess::Kind::alternative:
      if (!terms.alternative || *terms.alternative == recipient) return delivered;
      return Answer{Action::forward, Rule::councillor_access, {*terms.alternative}, match};
  }
  return std::nullopt;
}

/// Rules 5 and 6 as they would be at any hour and without a volume.
Answer within_limits(const Met<IndexedRestriction>& met, const Address& recipient, std::chrono::sys_seconds now) {
  const CanonicalTerms& terms = *met.what->terms;
  if (terms.any_contact || contains(terms.managers, recipient) || contains(terms.contacts, recipient)) {
    return {Action::deliver, Rule::permitted_contact, {}, met.best};
  }
  Answer answer{terms.action, Rule::restricted, {}, met.best};
  if (answer.action == Action::forward) {
    answer.forward_to = terms.managers;
    // A forward with nobody to forward to must neither pass nor be lost (faults.md D4).
    if (terms.managers.empty()) answer.action = Action::quarantine;
  }
  // Web forms, solicitors and caseworkers write on behalf of people: Reply-To alone never refuses. Nor does what no
  // mail program may read there: whoever wrote may be somebody else.
  if (met.only_soft) soften(answer, terms.managers, &Answer::softened);
  if (met.what->milder_from <= now) soften(answer, terms.managers, &Answer::overdue);
  return answer;
}

/// Rules 5 and 6 let it reach a person: what hours and volume limit.
bool lets_through(Action action, Rule rule) {
  return rule == Rule::permitted_contact ||
         (rule == Rule::restricted && (action == Action::forward || action == Action::deliver));
}

/// Rules 5a and 5b. What must not refuse is kept: forwarding it would be the very contact that is limited.
Answer limited(Answer answer, Rule rule, Action action, const Met<IndexedRestriction>& met,
               std::chrono::sys_seconds now) {
  answer.rule = rule;
  answer.action = action;
  answer.forward_to.clear();
  if (met.only_soft) soften(answer, {}, &Answer::softened);
  if (met.what->milder_from <= now) soften(answer, {}, &Answer::overdue);
  return answer;
}

/// Rules 4 to 6 of one restriction for one recipient of the council.
Answer under(const Met<IndexedRestriction>& met, const Address& recipient, std::optional<std::size_t> councillor,
             const Situation& situation) {
  const CanonicalTerms& terms = *met.what->terms;
  if (councillor) {
    if (auto answer = councillor_access(terms, recipient, *councillor, situation.snapshot, met.best)) return *answer;
  }
  const Council& council = situation.snapshot.council();
  Answer answer = within_limits(met, recipient, situation.now);
  if (!lets_through(answer.action, answer.rule)) return answer;
  if (!is_open(terms.hours, council, situation.now)) {
    answer = limited(std::move(answer), Rule::outside_hours, terms.outside_hours, met, situation.now);
    if (answer.action == Action::hold) answer.release_at = next_opening(terms.hours, council, situation.now);
    // Nobody would ever let it go: somebody has to see to it.
    if (answer.action == Action::hold && !answer.release_at) answer.action = Action::quarantine;
  } else if (terms.volume && situation.usage.of(met.what->reference) >= terms.volume->messages) {
    answer = limited(std::move(answer), Rule::beyond_volume, terms.beyond_volume, met, situation.now);
  }
  return answer;
}

Answer under(const Met<IndexedChoice>& met, const Address& recipient) {
  Answer answer{met.what->action, Rule::councillor_choice, {}, met.best};
  if (answer.action == Action::forward) {
    if (!met.what->forward_to) {
      answer.action = Action::quarantine;
    } else if (*met.what->forward_to == recipient) {
      answer.action = Action::deliver;
    } else {
      answer.forward_to = {*met.what->forward_to};
    }
  }
  if (met.only_soft) soften(answer, {}, &Answer::softened);
  return answer;
}

/// decision.md 4: the strictest; then the more specific identifier; then the lower reference.
bool outranks(const Answer& a, const Answer& b) {
  if (a.action != b.action) return a.action > b.action;
  if (a.match->specificity != b.match->specificity) return a.match->specificity < b.match->specificity;
  if (a.match->restriction == nullptr || b.match->restriction == nullptr) return false;
  return lower(a.match->restriction->reference, b.match->restriction->reference);
}

void keep_stricter(std::optional<Answer>& best, Answer answer) {
  if (!best || outranks(answer, *best)) best = std::move(answer);
}

std::optional<Answer> answer_for(const Address& recipient, const Situation& situation) {
  const Snapshot& snapshot = situation.snapshot;
  if (!snapshot.is_council(recipient)) {
    if (situation.restrictions.empty()) return std::nullopt;
    return Answer{Action::deliver, Rule::outside_council, {}, situation.restrictions.front().best};
  }
  if (snapshot.is_protected(recipient)) {
    if (situation.restrictions.empty()) return std::nullopt;
    return Answer{Action::deliver, Rule::is_protected, {}, situation.restrictions.front().best};
  }
  const auto councillor = snapshot.councillor(recipient);
  std::optional<Answer> best;
  for (const auto& met : situation.choices) {
    if (councillor == met.what->councillor) keep_stricter(best, under(met, recipient));
  }
  if (best) return best;  // the councillor's own mailbox, the councillor's own choice
  for (const auto& met : situation.restrictions) {
    Answer answer = under(met, recipient, councillor, situation);
    answer.reply_to_only = met.only_reply_to;
    keep_stricter(best, std::move(answer));
  }
  return best;
}

/// Whom a refused customer may write to: who handles the mail, else the permitted contacts.
std::string reply_for(const Answer& answer, const Council& council) {
  if (answer.match->restriction == nullptr) return refusal_text({}, {}, council);
  const CanonicalTerms& terms = *answer.match->restriction->terms;
  return refusal_text(terms.reply, terms.managers.empty() ? terms.contacts : terms.managers, council);
}

Decision decision_from(const Address& recipient, std::optional<Answer> answer, const Council& council) {
  Decision decision{.recipient = recipient};
  if (!answer) return decision;
  decision.action = answer->action;
  decision.rule = answer->rule;
  decision.matched = answer->match->identity;
  decision.softened = answer->softened;
  decision.overdue = answer->overdue;
  decision.reply_to_only = answer->reply_to_only;
  decision.release_at = answer->release_at;
  decision.forward_to = std::move(answer->forward_to);
  if (answer->match->restriction != nullptr) decision.restriction = answer->match->restriction->reference;
  if (answer->match->choice != nullptr) decision.choice_of = answer->match->choice->councillor_address;
  if (answer->action == Action::reject) decision.reply = reply_for(*answer, council);
  return decision;
}

}  // namespace

std::vector<Match> matches(const Message& message, const Snapshot& snapshot, std::chrono::sys_seconds now) {
  std::vector<Match> found;
  const bool with_domains = !message.delivery_report;
  for (const Identity& identity : message.identities) {
    if (auto hit = snapshot.restriction_of(identity.address, now, with_domains)) {
      found.push_back({identity, hit->entry, hit->specificity, hit->what, nullptr});
    }
  }
  for (const Identity& identity : message.identities) {
    for (const auto& hit : snapshot.choices_about(identity.address, with_domains)) {
      found.push_back({identity, hit.entry, hit.specificity, nullptr, hit.what});
    }
  }
  return found;
}

std::vector<Quota> quotas(const Message& message, const Snapshot& snapshot, std::chrono::sys_seconds now) {
  const std::vector<Match> found = matches(message, snapshot, now);
  std::vector<Quota> quotas;
  for (const auto& met : gathered(std::span(found), &Match::restriction)) {
    const auto& volume = met.what->terms->volume;
    if (!volume) continue;
    quotas.push_back(
        {met.what->reference, volume->messages, period_around(now, volume->per, *snapshot.council().time_zone)});
  }
  return quotas;
}

std::vector<Quota> counted(std::span<const Decision> decisions, std::span<const Quota> quotas) {
  std::vector<Quota> counting;
  for (const Quota& quota : quotas) {
    const bool counts = std::any_of(decisions.begin(), decisions.end(), [&](const Decision& decision) {
      return decision.restriction == quota.restriction && !decision.reply_to_only &&
             lets_through(decision.action, decision.rule);
    });
    if (counts) counting.push_back(quota);
  }
  return counting;
}

std::vector<Decision> decide(const Message& message, const Snapshot& snapshot, const Usage& usage,
                             std::chrono::sys_seconds now) {
  const std::vector<Match> found = matches(message, snapshot, now);
  const Situation situation{snapshot, usage, now, gathered(std::span(found), &Match::restriction),
                            gathered(std::span(found), &Match::choice)};
  std::vector<Decision> decisions;
  decisions.reserve(message.recipients.size());
  for (const Recipient& recipient : message.recipients) {
    decisions.push_back(decision_from(recipient.address,
                                      found.empty() ? std::nullopt : answer_for(recipient.address, situation),
                                      snapshot.council()));
  }
  return decisions;
}

bool final_at_rcpt(const Decision& decision, const Snapshot& snapshot) {
  if (decision.action != Action::reject) return false;
  if (decision.choice_of) return true;
  const auto councillor = snapshot.councillor(decision.recipient);
  return !councillor || !snapshot.has_choices(*councillor);
}

}  // namespace postern::policy
