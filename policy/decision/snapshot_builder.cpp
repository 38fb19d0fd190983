#include "policy/decision/snapshot_builder.hpp"

#include <algorithm>

#include "policy/address/identifier.hpp"

namespace postern::policy {

SnapshotBuilder::SnapshotBuilder(const Council& council, const AddressRules& providers, Overdue overdue)
    : overdue_(overdue) {
  snapshot_->council_ = council;
  snapshot_->address_rules_ = council.address_rules(providers);
  for (const std::string* own : {&council.representations, &council.bounces}) {
    if (!own->empty()) snapshot_->protected_.insert(read(*own, "council"));
  }
}

Address SnapshotBuilder::read(const std::string& text, const std::string& where) {
  auto address = canonical(text, snapshot_->address_rules_);
  if (address) return *address;
  problems_.push_back(where + ": " + text + ": is no address");
  return Address::from_canonical("unreadable@invalid");
}

std::vector<Address> SnapshotBuilder::read(const std::vector<std::string>& texts, const std::string& where) {
  std::vector<Address> addresses;
  for (const std::string& text : texts) {
    Address address = read(text, where);
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(std::move(address));
  }
  return addresses;
}

const CanonicalTerms* SnapshotBuilder::canonical_terms(const std::shared_ptr<const Terms>& terms,
                                                       const std::string& where) {
  const CanonicalTerms*& known = known_terms_[terms.get()];
  if (known != nullptr) return known;
  auto read_terms = std::make_unique<CanonicalTerms>();
  read_terms->action = terms->action;
  read_terms->managers = read(terms->managers, where + ": managers");
  read_terms->any_contact = terms->any_contact;
  read_terms->contacts = read(terms->contacts, where + ": contacts");
  read_terms->councillors = terms->councillors.kind;
  const auto listed = read(terms->councillors.addresses, where + ": councillors");
  if (terms->councillors.kind == CouncillorAccess::Kind::only) read_terms->only = listed;
  if (terms->councillors.kind == CouncillorAccess::Kind::alternative && !listed.empty()) {
    read_terms->alternative = listed.front();
  }
  read_terms->hours = terms->hours;
  read_terms->outside_hours = terms->outside_hours.value_or(Action::hold);
  read_terms->volume = terms->volume;
  read_terms->beyond_volume = terms->beyond_volume.value_or(Action::quarantine);
  read_terms->remind = terms->remind;
  read_terms->remind_every = terms->remind_every;
  read_terms->reply = terms->reply;
  known = read_terms.get();
  snapshot_->terms_.push_back(std::move(read_terms));
  return known;
}

void SnapshotBuilder::index(EntryIndex& entries, const std::vector<std::string>& identifiers, std::size_t number,
                            const std::string& where) {
  for (const std::string& text : identifiers) {
    const auto identifier = identifier_from_text(text, snapshot_->address_rules_);
    if (identifier) {
      entries.add(identifier->key, static_cast<std::uint32_t>(number));
    } else {
      problems_.push_back(where + ": " + text + ": is neither an address nor @domain nor @.domain");
    }
  }
}

std::chrono::sys_seconds SnapshotBuilder::end_of(Day day) const {
  return start_of(Day{std::chrono::sys_days{day} + std::chrono::days{1}}, *snapshot_->council_.time_zone);
}

void SnapshotBuilder::add(const RestrictionInForce& restriction) {
  IndexedRestriction indexed;
  indexed.reference = restriction.reference;
  indexed.terms = canonical_terms(restriction.terms, restriction.reference);
  const date::time_zone& zone = *snapshot_->council_.time_zone;
  if (restriction.starts) indexed.from = start_of(*restriction.starts, zone);
  if (restriction.ends) indexed.until = end_of(*restriction.ends);
  if (restriction.lapses) indexed.until = std::min(indexed.until, *restriction.lapses);
  if (restriction.review_by) {
    indexed.overdue_from = end_of(*restriction.review_by);
    if (overdue_ == Overdue::lapse) indexed.until = std::min(indexed.until, indexed.overdue_from);
    if (overdue_ == Overdue::soften) indexed.milder_from = indexed.overdue_from;
  }
  index(snapshot_->restriction_index_, restriction.identifiers, snapshot_->restrictions_.size(), restriction.reference);
  snapshot_->restrictions_.push_back(std::move(indexed));
}

void SnapshotBuilder::add(const Councillor& councillor) {
  for (Address& address : read(councillor.addresses, "councillor " + councillor.name)) {
    snapshot_->councillors_.emplace(std::move(address), councillor_count_);
  }
  ++councillor_count_;
}

std::vector<std::string> SnapshotBuilder::identifiers_of(const ChoiceInForce& choice,
                                                         const std::vector<RestrictionInForce>& restrictions) const {
  std::vector<std::string> identifiers = choice.identifiers;
  for (const std::string& text : choice.identifiers) {
    const auto identifier = identifier_from_text(text, snapshot_->address_rules_);
    if (!identifier) continue;
    for (const EntryIndex::Entry& entry : snapshot_->restriction_index_.find(identifier->key)) {
      for (const std::string& other : restrictions[entry.number].identifiers) {
        if (std::find(identifiers.begin(), identifiers.end(), other) == identifiers.end()) identifiers.push_back(other);
      }
    }
  }
  return identifiers;
}

void SnapshotBuilder::add(const ChoiceInForce& choice, const std::vector<RestrictionInForce>& restrictions) {
  const std::string where = "choice of " + choice.councillor;
  Address councillor = read(choice.councillor, where);
  const auto number = snapshot_->councillors_.find(councillor);
  if (number == snapshot_->councillors_.end()) {
    problems_.push_back(where + ": there is no such councillor");
    return;
  }
  IndexedChoice indexed{number->second, std::move(councillor), choice.action, std::nullopt};
  if (choice.action == Action::forward) indexed.forward_to = read(choice.forward_to, where);
  index(snapshot_->choice_index_, identifiers_of(choice, restrictions), snapshot_->choices_.size(), where);
  snapshot_->choices_.push_back(std::move(indexed));
  snapshot_->choosers_.insert(number->second);
}

void SnapshotBuilder::add(const ProtectedAddress& entry) {
  snapshot_->protected_.insert(read(entry.address, "protected"));
}

Result<std::shared_ptr<const Snapshot>> SnapshotBuilder::finish(std::uint64_t revision) {
  if (!problems_.empty()) return Error{Fault::refused, std::move(problems_)};
  snapshot_->revision_ = revision;
  snapshot_->choice_index_.seal();
  snapshot_->restrictions_.shrink_to_fit();
  return std::shared_ptr<const Snapshot>(std::move(snapshot_));
}

}  // namespace postern::policy
