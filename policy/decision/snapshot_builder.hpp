// Builds one snapshot from the rules, every problem collected. Private to policy/.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/decision/snapshot.hpp"

namespace postern::policy {

class SnapshotBuilder {
 public:
  SnapshotBuilder(const Council& council, const AddressRules& providers, Overdue overdue);
  void add(const RestrictionInForce& restriction);
  void add(const Councillor& councillor);
  /// After every restriction, which are `restrictions` in the order in which they came, and every councillor. The
  /// choice holds for every identifier of a restriction that has one of its own, however spelt: it is about the
  /// customer.
  void add(const ChoiceInForce& choice, const std::vector<RestrictionInForce>& restrictions);
  void add(const ProtectedAddress& entry);
  /// Call it once, after the last restriction.
  void end_restrictions() { snapshot_->restriction_index_.seal(); }
  /// Call it once, last.
  Result<std::shared_ptr<const Snapshot>> finish(std::uint64_t revision);

 private:
  const CanonicalTerms* canonical_terms(const std::shared_ptr<const Terms>& terms, const std::string& where);
  Address read(const std::string& text, const std::string& where);
  std::vector<Address> read(const std::vector<std::string>& texts, const std::string& where);
  std::vector<std::string> identifiers_of(const ChoiceInForce& choice,
                                          const std::vector<RestrictionInForce>& restrictions) const;
  void index(EntryIndex& entries, const std::vector<std::string>& identifiers, std::size_t number,
             const std::string& where);

  std::chrono::sys_seconds end_of(Day day) const;

  Overdue overdue_;
  std::shared_ptr<Snapshot> snapshot_ = std::make_shared<Snapshot>();
  std::unordered_map<const Terms*, const CanonicalTerms*> known_terms_;
  std::size_t councillor_count_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace postern::policy
