#include "admin/service/life/drafts.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "admin/service/apply/document_entries.hpp"
#include "admin/service/gate/audit_notes.hpp"
#include "admin/service/gate/restriction_gate.hpp"
#include "admin/service/log/log_view.hpp"
#include "admin/service/log/reference_numbers.hpp"
#include "policy/record/emergency.hpp"

namespace postern::admin {
namespace {

constexpr int kAttempts = 3;
using policy::Restriction;

/// New restrictions of a document, one state of the log, and what is wrong with them.
class Beginning {
 public:
  Beginning(const RulesDocument& document, const db::LogContents& contents, const Acting& acting)
      : document_(document), acting_(acting), after_(contents), numbers_(acting.now) {
    for (const auto& one : contents.restrictions) note_reference(one.restriction.reference);
    known_ = given_;
    for (const Restriction& one : document.restrictions) numbers_.note(one.reference);
    if (document.restrictions.empty()) problems_.push_back(place() + "there is no restriction in it");
    if (!document.councillors.empty() || !document.protected_addresses.empty()) {
      problems_.push_back(place() + "only restrictions belong here; apply councillors and protected addresses");
    }
  }

  /// The i-th restriction as it will be, with its reference.
  Restriction taken(std::size_t i) {
    Restriction one = document_.restrictions[i];
    if (one.status != policy::Status::draft) problem(i, "status: is draft here, or left out");
    if (known_.contains(one.reference)) problem(i, "this reference is in the log already; leave it out");
    if (!one.reference.empty() && !known_.contains(one.reference)) {
      if (!ReferenceNumbers::has_form(one.reference)) problem(i, "the reference must have the form RCC-2026-0001");
      if (!given_.insert(one.reference).second) problem(i, "this reference is in the document twice");
    }
    if (one.emergency) problem(i, "emergency: only the command `emergency` begins one");
    if (one.drafted_by.empty()) one.drafted_by = acting_.actor.name;
    if (one.reference.empty()) one.reference = numbers_.next();
    return one;
  }

  void add(const Restriction& one, const std::string& word, const std::string& why) {
    after_.restrictions.push_back({one, 1, acting_.now, acting_.now});
    changes_.restrictions.push_back({one, 0, note_of(word, nullptr, one, why)});
  }

  void problem(std::size_t i, const std::string& line) { problems_.push_back(label_of(document_, i) + line); }
  void problem(const std::string& line) { problems_.push_back(place() + line); }
  const std::vector<std::string>& problems() const { return problems_; }
  const db::LogContents& contents_after() const { return after_; }
  const db::ChangeSet& changes() {
    changes_.based_on = after_.revision;
    return changes_;
  }

 private:
  void note_reference(const policy::Reference& reference) {
    given_.insert(reference);
    numbers_.note(reference);
  }
  std::string place() const { return document_.name.empty() ? std::string() : document_.name + ": "; }

  const RulesDocument& document_;
  const Acting& acting_;
  db::LogContents after_;
  ReferenceNumbers numbers_;
  std::set<policy::Reference> given_;
  std::set<policy::Reference> known_;
  db::ChangeSet changes_;
  std::vector<std::string> problems_;
};

/// Anew where something else in the log has changed meanwhile: nobody can have changed what is new.
policy::Result<std::vector<Stepped>> begin(db::CentralLog& log, const RulesDocument& document, const Acting& acting,
                                           const std::function<void(Beginning&)>& work) {
  for (int attempt = 1;; ++attempt) {
    const auto contents = log.contents();
    if (!contents) return contents.error();
    Beginning beginning(document, *contents, acting);
    work(beginning);
    if (!beginning.problems().empty()) return policy::Error{policy::Fault::refused, beginning.problems()};
    const auto committed = log.commit(beginning.changes(), acting.actor, acting.now);
    if (!committed && (committed.error().fault != policy::Fault::conflict || attempt == kAttempts)) {
      return committed.error();
    }
    if (!committed) continue;
    const LogView view(acting.config, beginning.contents_after(), acting.now);
    std::vector<Stepped> begun;
    for (const db::RestrictionChange& change : beginning.changes().restrictions) {
      begun.push_back({change.restriction, 1, view.problems_of(change.restriction), {}});
    }
    return begun;
  }
}

void draft_each(Beginning& beginning, const RulesDocument& document, const Acting& acting) {
  std::vector<Restriction> drafts;
  for (std::size_t i = 0; i < document.restrictions.size(); ++i) {
    drafts.push_back(beginning.taken(i));
    beginning.add(drafts.back(), "drafted", "");
  }
  const LogView view(acting.config, beginning.contents_after(), acting.now);
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    for (const std::string& line : refusals(nullptr, drafts[i], view, view)) beginning.problem(i, line);
  }
}

void begin_it(Beginning& beginning, const std::string& by, const std::string& why, const Acting& acting) {
  Restriction one = beginning.taken(0);
  one.status = policy::Status::in_force;
  one.emergency = policy::Emergency{by, acting.now, why, std::nullopt};
  if (one.terms.councillors.kind == policy::CouncillorAccess::Kind::undecided) {
    one.terms.councillors = policy::emergency_terms().councillors;
  }
  beginning.add(one, "emergency", why);
  const LogView view(acting.config, beginning.contents_after(), acting.now);
  for (const std::string& line : policy::missing_for_emergency(one, view.context_for(one.reference))) {
    beginning.problem(0, line);
  }
}

}  // namespace

policy::Result<std::vector<Stepped>> draft(db::CentralLog& log, const RulesDocument& document, const Acting& acting) {
  return begin(log, document, acting, [&](Beginning& beginning) { draft_each(beginning, document, acting); });
}

policy::Result<Stepped> begin_emergency(db::CentralLog& log, const RulesDocument& document, const std::string& by,
                                        const std::string& why, const Acting& acting) {
  auto begun = begin(log, document, acting, [&](Beginning& beginning) {
    if (document.restrictions.size() == 1) return begin_it(beginning, by, why, acting);
    if (!document.restrictions.empty()) beginning.problem("an emergency is one restriction");
  });
  if (!begun) return begun.error();
  Stepped& one = begun->front();
  one.notes.push_back("it lapses at " + policy::to_text(*policy::lapses_at(one.restriction)) +
                      " unless all of this is there by then");
  return std::move(one);
}

}  // namespace postern::admin
