// The immutable index from addresses and domains to what is in force. Built whole, then shared by const pointer: any
// thread may read, nobody writes. A new state of the store is a new snapshot.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "policy/address/address.hpp"
#include "policy/decision/entry_index.hpp"
#include "policy/decision/rules.hpp"
#include "policy/record/council.hpp"
#include "policy/record/restriction.hpp"
#include "policy/result.hpp"

namespace postern::policy {

/// Terms with every address in canonical form: what decide() reads.
struct CanonicalTerms {
  Action action = Action::forward;
  std::vector<Address> managers;
  bool any_contact = false;
  std::vector<Address> contacts;
  CouncillorAccess::Kind councillors = CouncillorAccess::Kind::all;
  std::vector<Address> only;
  std::optional<Address> alternative;
  std::vector<ContactHours> hours;  ///< empty: at any time
  Action outside_hours = Action::hold;
  std::optional<Volume> volume;
  Action beyond_volume = Action::quarantine;
  bool remind = false;
  std::optional<std::chrono::seconds> remind_every;  ///< empty: as configured
  std::string reply;                                 ///< empty: the council's default
};

/// A restriction as the snapshot holds it. Small: there can be a million.
struct IndexedRestriction {
  Reference reference;
  const CanonicalTerms* terms = nullptr;  ///< owned by the snapshot
  std::chrono::sys_seconds from = std::chrono::sys_seconds::min();
  std::chrono::sys_seconds until = std::chrono::sys_seconds::max();         ///< excluded
  std::chrono::sys_seconds milder_from = std::chrono::sys_seconds::max();   ///< overdue: refusals are softened
  std::chrono::sys_seconds overdue_from = std::chrono::sys_seconds::max();  ///< the day after its review_by begins
  bool in_force(std::chrono::sys_seconds now) const { return from <= now && now < until; }
};

struct IndexedChoice {
  std::size_t councillor = 0;  ///< as councillor() numbers them
  Address councillor_address;  ///< the councillor's first address
  Action action = Action::junk;
  std::optional<Address> forward_to;
};

/// How an identity was found: the more specific wins (decision.md 2). Smaller is more specific.
struct Specificity {
  unsigned rank = 0;  ///< 0 the address, 1 its domain, 2 the nearest parent listed as `@.parent`, 3 the one above, …
  auto operator<=>(const Specificity&) const = default;
};

template <class T>
struct Hit {
  const T* what = nullptr;
  std::string_view
      entry;  ///< as the index holds it, `alex@example.org` or `@.example.org`; lives as long as the snapshot
  Specificity specificity;
};

class Snapshot {
 public:
  /// Every identifier, address or domain that cannot be read is a problem of its own: a snapshot is whole or it is not.
  /// `providers` are the rules for everybody's addresses; the council's own delimiter is added here. `overdue` is what
  /// becomes of a restriction from the day after its review_by.
  static Result<std::shared_ptr<const Snapshot>> build(const Rules& rules, const Council& council,
                                                       const AddressRules& providers, Overdue overdue = Overdue::keep);

  std::uint64_t revision() const { return revision_; }
  std::size_t entries() const { return restriction_index_.size() + choice_index_.size(); }
  /// How many restrictions are in force at `now` whose day of review has passed, in the council's time zone (¶11).
  std::size_t reviews_overdue(std::chrono::sys_seconds now) const;
  const Council& council() const { return council_; }
  const AddressRules& address_rules() const { return address_rules_; }

  /// The most specific restriction for `address` that is in force at `now`; domain entries only if `with_domains`.
  std::optional<Hit<IndexedRestriction>> restriction_of(const Address& address, std::chrono::sys_seconds now,
                                                        bool with_domains) const;
  /// The choices of all councillors about the customer with `address`: for each councillor the most specific.
  std::vector<Hit<IndexedChoice>> choices_about(const Address& address, bool with_domains) const;
  /// The number of the councillor who has this address.
  std::optional<std::size_t> councillor(const Address& address) const;
  /// Whether this councillor has made any choice, about anybody.
  bool has_choices(std::size_t councillor) const { return choosers_.contains(councillor); }
  /// postmaster and abuse of the council's domains, the listed ones, representations and bounces (decision.md, Words).
  bool is_protected(const Address& address) const;
  bool is_council(const Address& address) const { return council_.has_domain(address.domain()); }

 private:
  friend class SnapshotBuilder;
  std::uint64_t revision_ = 0;
  Council council_;
  AddressRules address_rules_;
  std::vector<std::unique_ptr<const CanonicalTerms>> terms_;
  std::vector<IndexedRestriction> restrictions_;
  std::vector<IndexedChoice> choices_;
  EntryIndex restriction_index_;  ///< identifier to number in restrictions_
  EntryIndex choice_index_;       ///< identifier to numbers in choices_
  std::unordered_map<Address, std::size_t> councillors_;
  std::unordered_set<std::size_t> choosers_;
  std::unordered_set<Address> protected_;
};

}  // namespace postern::policy
