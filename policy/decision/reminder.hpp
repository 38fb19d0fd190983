// Whether a message gives rise to a notice to the customer, and which (decision.md 6, policy ¶7). Pure.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "policy/decision/plan.hpp"
#include "policy/decision/snapshot.hpp"

namespace postern::policy {

/// A customer who may be told: wrote under an address that is itself an identifier of theirs. That it was authenticated
/// for its own domain, and that no program wrote, is for the caller to see to.
struct Addressee {
  Address address;
  Reference restriction;                  ///< that the address belongs to
  const CanonicalTerms* terms = nullptr;  ///< never null; lives as long as the snapshot
  std::vector<Address> choosers;          ///< councillors, by their first address, with a choice about this address
};

/// `envelope_sender` in canonical form. Nothing where no restriction in force has it, as an address or by its domain,
/// and where the envelope is not among the identities that are looked at.
std::optional<Addressee> addressee(const Address& envelope_sender, const Message& message, const Snapshot& snapshot,
                                   std::chrono::sys_seconds now);

enum class NoticeKind {
  reminder,  ///< the right way of contact, where the restriction says `remind`
  refusal,   ///< some recipients were refused in mixed company, where SMTP could not say so
};

/// What is to be told. One for a message at most: a refusal tells the way of contact too.
struct DueNotice {
  NoticeKind kind = NoticeKind::reminder;
  Addressee to;
  std::vector<std::size_t> refused;  ///< recipients by their place; ascending; for a refusal never empty
  bool forwarded = false;            ///< what became of the message, under this restriction, for somebody
  bool held = false;
  bool kept = false;  ///< in the quarantine
};

/// `decisions` and `plan` are those of one message. `came_round` are recipients, by their place, for whom it is kept
/// because it was forwarded before: the customer did not write again. Nothing where the whole message is refused: the
/// reply says it.
std::optional<DueNotice> due_notice(const Addressee& to, std::span<const Decision> decisions, const Plan& plan,
                                    const std::vector<bool>& came_round);

}  // namespace postern::policy
