#include "unit/policy/naive_policy.hpp"

#include <algorithm>
#include <limits>

#include <date/tz.h>

#include "policy/address/identifier.hpp"

namespace postern::policy::samples {
namespace {

constexpr unsigned kNoMatch = std::numeric_limits<unsigned>::max();

bool listed(const Address& wanted, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return address(text) == wanted; });
}

/// How well one identifier fits: 0 the address, 10 its domain, 11 the same with all below, 20 the parent, 30 its
/// parent.
unsigned fit(const std::string& identifier, const Address& who, bool with_domains) {
  const std::string key = identifier_from_text(identifier, rules_of_york())->key;
  if (key == who.text()) return 0;
  if (!with_domains || key[0] != '@') return kNoMatch;
  const std::string domain(who.domain());
  if (key == "@" + domain) return 10;
  if (key == "@." + domain) return 11;
  const std::string tail = key.substr(1);
  if (!tail.starts_with('.') || !domain.ends_with(tail)) return kNoMatch;
  const std::string above = domain.substr(0, domain.size() - tail.size());
  return 20 + 10 * static_cast<unsigned>(std::count(above.begin(), above.end(), '.'));
}

unsigned best_fit(const std::vector<std::string>& identifiers, const Address& who, bool with_domains) {
  unsigned best = kNoMatch;
  for (const std::string& one : identifiers) best = std::min(best, fit(one, who, with_domains));
  return best;
}

bool review_overdue(const RestrictionInForce& one, const Log& log, std::chrono::sys_seconds now) {
  return one.review_by && *one.review_by < day_of(now, *log.council.time_zone);
}

bool in_force(const RestrictionInForce& one, std::chrono::sys_seconds now, const Log& log) {
  const Day today = day_of(now, *log.council.time_zone);
  if (one.lapses && *one.lapses <= now) return false;
  if (log.overdue == Overdue::lapse && review_overdue(one, log, now)) return false;
  return (!one.starts || *one.starts <= today) && (!one.ends || today <= *one.ends);
}

/// What a clock on the wall of the council shows, read off its own text.
bool open_at(const std::vector<ContactHours>& hours, std::chrono::sys_seconds now, const Council& council) {
  const Day today = day_of(now, *council.time_zone);
  for (const Day& closed : council.closed_days) {
    if (to_text(closed) == to_text(today)) return false;
  }
  const std::string clock = date::format("%H:%M", date::make_zoned(council.time_zone, now));
  for (const ContactHours& interval : hours) {
    for (const std::chrono::weekday one : interval.days) {
      const bool then = time_of_day(interval.from) <= clock && clock < time_of_day(interval.to);
      if (one == std::chrono::weekday{std::chrono::sys_days{today}} && then) return true;
    }
  }
  return false;
}

/// Quarter by quarter, which is what random hours are made of.
std::chrono::sys_seconds first_open(const std::vector<ContactHours>& hours, std::chrono::sys_seconds now,
                                    const Council& council) {
  while (!open_at(hours, now, council)) now += std::chrono::minutes{15};
  return now;
}

/// That alone refuses nobody.
bool is_soft(const Identity& identity) {
  return identity.doubtful || identity.kind == IdentityKind::reply_to;
}

/// One thing that was met: how well, and whether by what refuses nobody alone.
template <class T>
struct Seen {
  const T* what;
  unsigned fit;
  bool only_soft;
};

template <class T>
void see(std::vector<Seen<T>>& seen, const T& what, unsigned how_well, bool soft) {
  for (Seen<T>& one : seen) {
    if (one.what != &what) continue;
    one.fit = std::min(one.fit, how_well);
    one.only_soft = one.only_soft && soft;
    return;
  }
  seen.push_back({&what, how_well, soft});
}

/// For each identity the restriction that fits best; of equals the lower reference.
std::vector<Seen<RestrictionInForce>> restrictions_of(const Message& message, const Log& log,
                                                      std::chrono::sys_seconds now) {
  std::vector<Seen<RestrictionInForce>> seen;
  for (const Identity& identity : message.identities) {
    const RestrictionInForce* best = nullptr;
    unsigned fits = kNoMatch;
    for (const RestrictionInForce& one : log.rules.restrictions) {
      const unsigned how_well = best_fit(one.identifiers, identity.address, !message.delivery_report);
      if (how_well == kNoMatch || !in_force(one, now, log)) continue;
      if (how_well < fits || (how_well == fits && lower(one.reference, best->reference))) {
        best = &one;
        fits = how_well;
      }
    }
    if (best != nullptr) see(seen, *best, fits, is_soft(identity));
  }
  return seen;
}

bool same(const std::string& a, const std::string& b) {
  return identifier_from_text(a, rules_of_york())->key == identifier_from_text(b, rules_of_york())->key;
}

/// Its own, and all of each restriction that has one of them: the choice is about the customer.
std::vector<std::string> identifiers_of(const ChoiceInForce& choice, const Log& log) {
  std::vector<std::string> all = choice.identifiers;
  for (const RestrictionInForce& one : log.rules.restrictions) {
    const bool shared = std::any_of(choice.identifiers.begin(), choice.identifiers.end(), [&](const auto& own) {
      return std::any_of(one.identifiers.begin(), one.identifiers.end(),
                         [&](const auto& other) { return same(own, other); });
    });
    if (shared) all.insert(all.end(), one.identifiers.begin(), one.identifiers.end());
  }
  return all;
}

std::vector<Seen<ChoiceInForce>> choices_of(const Message& message, const Councillor& councillor, const Log& log) {
  std::vector<Seen<ChoiceInForce>> seen;
  for (const Identity& identity : message.identities) {
    const ChoiceInForce* best = nullptr;
    unsigned fits = kNoMatch;
    for (const ChoiceInForce& one : log.rules.choices) {
      const unsigned how_well = best_fit(identifiers_of(one, log), identity.address, !message.delivery_report);
      if (!listed(address(one.councillor), councillor.addresses) || how_well >= fits) continue;
      best = &one;
      fits = how_well;
    }
    if (best != nullptr) see(seen, *best, fits, is_soft(identity));
  }
  return seen;
}

/// What one restriction or choice wants for one recipient.
struct Wish {
  Decision decision;
  unsigned fit;
};

void soften_if(bool wanted, const std::vector<std::string>& managers, Decision& decision, bool Decision::*why) {
  if (!wanted || decision.action != Action::reject) return;
  decision.*why = true;
  decision.action = managers.empty() ? Action::quarantine : Action::forward;
  decision.forward_to = addresses(managers);
}

/// 5a and 5b. What would have been the contact that is limited never becomes a forward.
void limit(const Seen<RestrictionInForce>& seen, const Log& log, const Usage& usage, std::chrono::sys_seconds now,
           bool overdue, Decision& decision) {
  const Terms& terms = *seen.what->terms;
  const bool closed = !terms.hours.empty() && !open_at(terms.hours, now, log.council);
  if (!closed && !(terms.volume && usage.of(seen.what->reference) >= terms.volume->messages)) return;
  decision.forward_to.clear();
  decision.rule = closed ? Rule::outside_hours : Rule::beyond_volume;
  decision.action =
      closed ? terms.outside_hours.value_or(Action::hold) : terms.beyond_volume.value_or(Action::quarantine);
  if (decision.action == Action::hold) decision.release_at = first_open(terms.hours, now, log.council);
  soften_if(seen.only_soft, {}, decision, &Decision::softened);
  soften_if(overdue, {}, decision, &Decision::overdue);
}

Wish wish_of(const Seen<RestrictionInForce>& seen, const Address& recipient, const Councillor* councillor,
             bool overdue) {
  const Terms& terms = *seen.what->terms;
  Wish wish{{.recipient = recipient}, seen.fit / 10};
  Decision& decision = wish.decision;
  decision.restriction = seen.what->reference;
  decision.rule = Rule::councillor_access;
  using Kind = CouncillorAccess::Kind;
  if (councillor != nullptr && terms.councillors.kind != Kind::none) {
    if (terms.councillors.kind != Kind::only && terms.councillors.kind != Kind::alternative) return wish;
    if (terms.councillors.kind == Kind::only) {
      for (const std::string& one : councillor->addresses) {
        if (listed(address(one), terms.councillors.addresses)) return wish;
      }
    } else {
      if (terms.councillors.addresses.empty() || address(terms.councillors.addresses[0]) == recipient) return wish;
      decision.action = Action::forward;
      decision.forward_to = {address(terms.councillors.addresses[0])};
      return wish;
    }
  }
  decision.rule = Rule::permitted_contact;
  if (terms.any_contact || listed(recipient, terms.managers) || listed(recipient, terms.contacts)) return wish;
  decision.rule = Rule::restricted;
  decision.action = terms.action;
  if (terms.action == Action::forward && terms.managers.empty()) decision.action = Action::quarantine;
  if (terms.action == Action::forward) decision.forward_to = addresses(terms.managers);
  soften_if(seen.only_soft, terms.managers, decision, &Decision::softened);
  soften_if(overdue, terms.managers, decision, &Decision::overdue);
  return wish;
}

Wish wish_of(const Seen<ChoiceInForce>& seen, const Address& recipient) {
  Wish wish{{.recipient = recipient}, seen.fit / 10};
  wish.decision.rule = Rule::councillor_choice;
  wish.decision.choice_of = address(seen.what->councillor);
  wish.decision.action = seen.what->action;
  if (seen.what->action == Action::forward) {
    if (address(seen.what->forward_to) == recipient) {
      wish.decision.action = Action::deliver;
    } else {
      wish.decision.forward_to = {address(seen.what->forward_to)};
    }
  }
  soften_if(seen.only_soft, {}, wish.decision, &Decision::softened);
  return wish;
}

bool comes_first(const Wish& a, const Wish& b) {
  if (a.decision.action != b.decision.action) return a.decision.action > b.decision.action;
  if (a.fit != b.fit) return a.fit < b.fit;
  return a.decision.restriction && lower(*a.decision.restriction, *b.decision.restriction);
}

bool nothing_may_block(const Address& recipient, const Log& log) {
  if (recipient.local() == "postmaster" || recipient.local() == "abuse") return true;
  if (listed(recipient, {log.council.representations, log.council.bounces})) return true;
  return std::any_of(log.rules.protected_addresses.begin(), log.rules.protected_addresses.end(),
                     [&](const ProtectedAddress& one) { return address(one.address) == recipient; });
}

Decision first_of(std::vector<Wish> wishes) {
  std::stable_sort(wishes.begin(), wishes.end(), comes_first);
  return wishes.front().decision;
}

}  // namespace

std::string naively_decided(const Message& message, std::size_t which, const Log& log, const Usage& usage,
                            std::chrono::sys_seconds now) {
  const Address& recipient = message.recipients.at(which).address;
  const auto restrictions = restrictions_of(message, log, now);
  Decision decision{.recipient = recipient};
  const bool outside = !log.council.has_domain(recipient.domain());
  if (outside || nothing_may_block(recipient, log)) {
    if (restrictions.empty()) return in_words(decision);
    decision.rule = outside ? Rule::outside_council : Rule::is_protected;
    decision.restriction = restrictions.front().what->reference;
    return in_words(decision);
  }
  const Councillor* councillor = nullptr;
  for (const Councillor& one : log.rules.councillors) {
    if (listed(recipient, one.addresses)) councillor = &one;
  }
  std::vector<Wish> wishes;
  if (councillor != nullptr) {
    for (const auto& seen : choices_of(message, *councillor, log)) wishes.push_back(wish_of(seen, recipient));
  }
  if (!wishes.empty()) return in_words(first_of(wishes));
  for (const auto& seen : restrictions) {
    const bool overdue = log.overdue == Overdue::soften && review_overdue(*seen.what, log, now);
    wishes.push_back(wish_of(seen, recipient, councillor, overdue));
    Decision& wanted = wishes.back().decision;
    const bool reaches = wanted.action == Action::deliver || wanted.action == Action::forward;
    if (reaches && wanted.rule != Rule::councillor_access) limit(seen, log, usage, now, overdue, wanted);
  }
  return wishes.empty() ? in_words(decision) : in_words(first_of(wishes));
}

}  // namespace postern::policy::samples
