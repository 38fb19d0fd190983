#include "admin/service/apply/document_entries.hpp"

#include <algorithm>
#include <unordered_map>

#include "admin/service/gate/journal_gate.hpp"
#include "admin/service/log/reference_numbers.hpp"
#include "policy/address/identifier.hpp"

namespace postern::admin {
namespace {

bool is_over(policy::Status status) {
  return status == policy::Status::ended || status == policy::Status::declined;
}

class EntryFinder {
 public:
  EntryFinder(const RulesDocument& document, const db::LogContents& contents, const Acting& acting)
      : document_(document),
        acting_(acting),
        rules_(acting.config.council.address_rules(acting.config.providers)),
        numbers_(acting.now) {
    for (const auto& one : contents.restrictions) {
      by_reference_.emplace(one.restriction.reference, &one);
      numbers_.note(one.restriction.reference);
      of_customer_[customer_key(one.restriction)].push_back(&one);
      if (is_over(one.restriction.status)) continue;
      by_customer_.emplace(customer_key(one.restriction), &one);
    }
    for (const auto& one : document.restrictions) numbers_.note(one.reference);
  }

  policy::Result<std::vector<DocumentEntry>> entries() {
    for (std::size_t i = 0; i < document_.restrictions.size(); ++i) add(i);
    if (!problems_.empty()) return policy::Error{policy::Fault::refused, problems_};
    return std::move(entries_);
  }

 private:
  /// By what a customer is found again: the first e-mail identifier, else the first telephone number.
  std::string customer_key(const policy::Restriction& one) const {
    if (!one.email.empty()) {
      const auto known = policy::identifier_from_text(one.email.front(), rules_);
      return known ? known->key : one.email.front();
    }
    return one.telephone.empty() ? std::string() : "tel:" + one.telephone.front();
  }

  const db::LoggedRestriction* found_by_reference(const policy::Reference& reference, const std::string& label) {
    const auto found = by_reference_.find(reference);
    if (found != by_reference_.end()) return found->second;
    if (!ReferenceNumbers::has_form(reference)) {
      problems_.push_back(label +
                          "the reference must have the form RCC-2026-0001; or leave it out to get the next one");
    }
    return nullptr;
  }

  const db::LoggedRestriction* found_by_customer(const policy::Restriction& one, const std::string& label) {
    const std::string key = customer_key(one);
    if (is_over(one.status) || key.empty()) {
      const auto* same = found_by_content(one);
      if (same != nullptr || key.empty()) return same;
    }
    const auto [first, last] = by_customer_.equal_range(key);
    if (first == last) return nullptr;
    if (std::next(first) != last) {
      problems_.push_back(label + "the log has several restrictions of this customer; write the reference of one");
    }
    return first->second;
  }

  /// What is over can only be found as it is: applying the same file again must change nothing.
  const db::LoggedRestriction* found_by_content(const policy::Restriction& one) {
    const auto same_customer = of_customer_.find(customer_key(one));
    if (same_customer == of_customer_.end()) return nullptr;
    for (const db::LoggedRestriction* known : same_customer->second) {
      if (merged(one, known) == known->restriction) return known;
    }
    return nullptr;
  }

  policy::Restriction merged(const policy::Restriction& written, const db::LoggedRestriction* before) const {
    policy::Restriction after = written;
    if (before != nullptr) {
      after = with_recorded_journal(written, before->restriction);
      after.reference = before->restriction.reference;
    }
    if (after.drafted_by.empty())
      after.drafted_by = before == nullptr ? acting_.actor.name : before->restriction.drafted_by;
    return after;
  }

  void add(std::size_t i) {
    const policy::Restriction& written = document_.restrictions[i];
    DocumentEntry entry;
    entry.label = label_of(document_, i);
    const std::size_t problems = problems_.size();
    const db::LoggedRestriction* before = written.reference.empty()
                                              ? found_by_customer(written, entry.label)
                                              : found_by_reference(written.reference, entry.label);
    if (problems_.size() != problems) return;
    if (before != nullptr) entry.before = *before;
    entry.after = merged(written, before);
    const std::string twice = before == nullptr && written.reference.empty() && !is_over(written.status)
                                  ? customer_key(written)
                                  : entry.after.reference;
    if (!twice.empty() && !seen_.emplace(twice, i).second) {
      problems_.push_back(entry.label + "is in the document twice; write it once");
      return;
    }
    if (entry.after.reference.empty()) entry.after.reference = numbers_.next();
    entries_.push_back(std::move(entry));
  }

  const RulesDocument& document_;
  const Acting& acting_;
  policy::AddressRules rules_;
  ReferenceNumbers numbers_;
  std::unordered_map<policy::Reference, const db::LoggedRestriction*> by_reference_;
  std::unordered_multimap<std::string, const db::LoggedRestriction*> by_customer_;
  std::unordered_map<std::string, std::vector<const db::LoggedRestriction*>> of_customer_;  ///< what is over included
  std::unordered_map<std::string, std::size_t> seen_;
  std::vector<DocumentEntry> entries_;
  std::vector<std::string> problems_;
};

}  // namespace

std::string label_of(const RulesDocument& document, std::size_t i) {
  const policy::Restriction& one = document.restrictions[i];
  std::string label = document.name;
  if (i < document.lines.size()) label += ":" + std::to_string(document.lines[i]);
  if (!label.empty()) label += ": ";
  const std::string first = one.email.empty() ? std::string("a customer without a name") : one.email.front();
  const std::string& customer = one.customer_name.empty() ? first : one.customer_name;
  return label + (one.reference.empty() ? customer : one.reference) + ": ";
}

policy::Result<std::vector<DocumentEntry>> entries_of(const RulesDocument& document, const db::LogContents& contents,
                                                      const Acting& acting) {
  return EntryFinder(document, contents, acting).entries();
}

}  // namespace postern::admin
