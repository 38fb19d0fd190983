// One decision per recipient, with its reason (decision.md 2 to 4). Pure: the same input gives the same answer.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/decision/message.hpp"
#include "policy/decision/snapshot.hpp"
#include "policy/record/action.hpp"
#include "policy/time/volume.hpp"

namespace postern::policy {

/// One identity that met an entry: either of a restriction, or of a councillor's choice.
struct Match {
  Identity identity;
  std::string_view entry;  ///< lives as long as the snapshot
  Specificity specificity;
  const IndexedRestriction* restriction = nullptr;  ///< exactly one of the two is set
  const IndexedChoice* choice = nullptr;
};

struct Decision {
  Address recipient;
  Action action = Action::deliver;
  Rule rule = Rule::unrestricted;
  std::optional<Reference> restriction = {};  ///< empty where none decided
  std::vector<Address> forward_to = {};       ///< for forward: at least one, none of them the recipient
  std::optional<Address> choice_of = {};      ///< the councillor's first address, where a choice decided
  std::string reply = {};                     ///< for reject: the text after `550 5.7.1 `
  std::optional<Identity> matched = {};       ///< the identity by which the deciding entry was met
  bool softened = false;                      ///< a rejection became milder: only Reply-To or a lenient reading matched
  bool reply_to_only = false;                 ///< the deciding entry was met by Reply-To and nothing else
  bool overdue = false;                       ///< a rejection became milder because its review is overdue
  std::optional<std::chrono::sys_seconds> release_at = {};  ///< for hold, always: when the hours open
};

/// Every match of every identity, in the order of the identities; restrictions before choices. A restriction that has
/// not started or has run out by `now` matches nothing.
std::vector<Match> matches(const Message& message, const Snapshot& snapshot, std::chrono::sys_seconds now);

/// The volumes under which the message may count: one for each restriction that it matches and that has one.
std::vector<Quota> quotas(const Message& message, const Snapshot& snapshot, std::chrono::sys_seconds now);

/// decisions[i] is for message.recipients[i]. `usage` says how much of each of quotas() is used up.
std::vector<Decision> decide(const Message& message, const Snapshot& snapshot, const Usage& usage,
                             std::chrono::sys_seconds now);

/// Those of `quotas` under which the decided message counts: it is let through to a person under rule 5 or 6, and not
/// for Reply-To alone: anybody can write another's address there, and use up what that person may still say.
std::vector<Quota> counted(std::span<const Decision> decisions, std::span<const Quota> quotas);

/// Whether a rejection found from the envelope alone stands whatever the header may show: only a councillor's own
/// choice could soften it (decision.md 5). `decision` must come from a message with its envelope identity only.
bool final_at_rcpt(const Decision& decision, const Snapshot& snapshot);

}  // namespace postern::policy
