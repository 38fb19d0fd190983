#include "policy/decision/snapshot.hpp"

#include <algorithm>

#include "policy/decision/snapshot_builder.hpp"

namespace postern::policy {
namespace {

/// The keys under which an identity may be listed, the most specific first: calls `look(key, specificity)` for each
/// until it answers true. One buffer holds them all, `@` in the place before each tail: a hostile domain has hundreds
/// of parents.
template <class Look>
void for_each_key(const Address& address, bool with_domains, Look look) {
  if (look(std::string_view(address.text()), Specificity{0}) || !with_domains) return;
  std::string buffer = "@.";
  buffer += address.domain();
  const std::string_view keys = buffer;
  buffer[1] = '@';
  if (look(keys.substr(1), Specificity{1})) return;
  buffer[1] = '.';
  if (look(keys, Specificity{1})) return;
  unsigned rank = 2;
  for (std::size_t dot = buffer.find('.', 2); dot != std::string::npos; dot = buffer.find('.', dot + 1)) {
    buffer[dot - 1] = '@';
    if (look(keys.substr(dot - 1), Specificity{rank++})) return;
  }
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> Snapshot::build(const Rules& rules, const Council& council,
                                                        const AddressRules& providers, Overdue overdue) {
  SnapshotBuilder builder(council, providers, overdue);
  for (const RestrictionInForce& restriction : rules.restrictions) builder.add(restriction);
  builder.end_restrictions();
  for (const Councillor& councillor : rules.councillors) builder.add(councillor);
  for (const ChoiceInForce& choice : rules.choices) builder.add(choice, rules.restrictions);
  for (const ProtectedAddress& entry : rules.protected_addresses) builder.add(entry);
  return builder.finish(rules.revision);
}

std::size_t Snapshot::reviews_overdue(std::chrono::sys_seconds now) const {
  return static_cast<std::size_t>(
      std::count_if(restrictions_.begin(), restrictions_.end(),
                    [&](const IndexedRestriction& one) { return one.in_force(now) && one.overdue_from <= now; }));
}

std::optional<Hit<IndexedRestriction>> Snapshot::restriction_of(const Address& address, std::chrono::sys_seconds now,
                                                                bool with_domains) const {
  std::optional<Hit<IndexedRestriction>> best;
  for_each_key(address, with_domains, [&](std::string_view key, Specificity specificity) {
    for (const EntryIndex::Entry& entry : restriction_index_.find(key)) {
      const IndexedRestriction& found = restrictions_[entry.number];
      if (!found.in_force(now) || (best && !lower(found.reference, best->what->reference))) continue;
      best = Hit<IndexedRestriction>{&found, restriction_index_.key(entry), specificity};
    }
    return best.has_value();
  });
  return best;
}

std::vector<Hit<IndexedChoice>> Snapshot::choices_about(const Address& address, bool with_domains) const {
  std::vector<Hit<IndexedChoice>> hits;
  if (choice_index_.size() == 0) return hits;
  for_each_key(address, with_domains, [&](std::string_view key, Specificity specificity) {
    for (const EntryIndex::Entry& entry : choice_index_.find(key)) {
      const IndexedChoice& choice = choices_[entry.number];
      const bool known = std::any_of(hits.begin(), hits.end(), [&](const Hit<IndexedChoice>& hit) {
        return hit.what->councillor == choice.councillor;
      });
      if (!known) hits.push_back({&choice, choice_index_.key(entry), specificity});
    }
    return false;  // another councillor may have listed a parent domain
  });
  return hits;
}

std::optional<std::size_t> Snapshot::councillor(const Address& address) const {
  const auto found = councillors_.find(address);
  if (found == councillors_.end()) return std::nullopt;
  return found->second;
}

bool Snapshot::is_protected(const Address& address) const {
  if (protected_.contains(address)) return true;
  return (address.local() == "postmaster" || address.local() == "abuse") && council_.has_domain(address.domain());
}

}  // namespace postern::policy
