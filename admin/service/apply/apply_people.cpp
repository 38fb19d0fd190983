#include <algorithm>
#include <set>

#include "admin/service/apply/apply.hpp"
#include "admin/service/gate/audit_notes.hpp"
#include "admin/service/gate/people_gate.hpp"

namespace postern::admin {
namespace {

policy::Error refused_for(const std::string& what, std::vector<std::string> lines) {
  for (std::string& line : lines) line.insert(0, what + ": ");
  return {policy::Fault::refused, std::move(lines)};
}

policy::Result<> committed(db::CentralLog& log, const db::ChangeSet& changes, const Acting& acting) {
  const auto done = log.commit(changes, acting.actor, acting.now);
  if (!done) return done.error();
  return policy::Done{};
}

/// The one councillor who has this address.
policy::Result<policy::Councillor> councillor_with(const std::string& address, const LogView& view) {
  const auto known = councillors_with({address}, view);
  if (known.empty()) return policy::refused(address + ": there is no such councillor");
  return *known.front();
}

bool about(const policy::Choice& choice, const std::string& customer, const LogView& view) {
  const auto wanted = view.address(customer);
  return wanted && view.address(choice.customer) == wanted;
}

db::ChangeSet replacing(const policy::Councillor& before, const policy::Councillor& after, const db::AuditNote& note,
                        std::uint64_t revision) {
  db::ChangeSet changes;
  changes.based_on = revision;
  changes.councillors.push_back({before.addresses.front(), after, note});
  return changes;
}

}  // namespace

policy::Result<> add_councillor(db::CentralLog& log, const policy::Councillor& councillor, const Acting& acting) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const LogView view(acting.config, *contents, acting.now);
  const std::string name = councillor.addresses.empty() ? councillor.name : councillor.addresses.front();
  auto lines = faults_of(councillor, view);
  if (!councillors_with(councillor.addresses, view).empty())
    lines.emplace_back("there is a councillor with this address");
  if (!lines.empty()) return refused_for("councillor " + name, std::move(lines));
  db::ChangeSet changes;
  changes.based_on = contents->revision;
  changes.councillors.push_back({"", councillor, note_of("councillor-added", councillor, "")});
  return committed(log, changes, acting);
}

policy::Result<Applied> import_councillors(db::CentralLog& log, RulesDocument document, const Acting& acting,
                                           bool dry_run) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const LogView view(acting.config, *contents, acting.now);
  std::set<const policy::Councillor*> named;
  for (policy::Councillor& one : document.councillors) {
    const auto known = councillors_with(one.addresses, view);
    if (known.size() == 1) one.choices = known.front()->choices;
    named.insert(known.begin(), known.end());
  }
  auto applied = apply(log, document, acting, dry_run);
  if (!applied) return applied;
  for (const policy::Councillor& one : contents->councillors) {
    if (named.contains(&one)) continue;
    applied->warnings.push_back("councillor " + one.addresses.front() + ": is not in " + document.name +
                                ", and stays; postern councillor remove takes out who has left");
  }
  return applied;
}

policy::Result<> remove_councillor(db::CentralLog& log, const std::string& address, const std::string& why,
                                   const Acting& acting) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const auto known = councillor_with(address, LogView(acting.config, *contents, acting.now));
  if (!known) return known.error();
  db::ChangeSet changes;
  changes.based_on = contents->revision;
  changes.councillors.push_back({known->addresses.front(), std::nullopt, note_of("councillor-removed", *known, why)});
  return committed(log, changes, acting);
}

policy::Result<> choose(db::CentralLog& log, const std::string& councillor, const policy::Choice& choice,
                        const Acting& acting) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const LogView view(acting.config, *contents, acting.now);
  const auto before = councillor_with(councillor, view);
  if (!before) return before.error();
  policy::Councillor after = *before;
  const auto taken_back =
      std::erase_if(after.choices, [&](const policy::Choice& one) { return about(one, choice.customer, view); });
  if (choice.action == policy::Action::deliver) {
    if (taken_back == 0) return policy::refused(councillor + ": made no choice about " + choice.customer);
    return committed(
        log, replacing(*before, after, note_of("choice-withdrawn", after, choice.because), contents->revision), acting);
  }
  if (auto lines = faults_of(choice, view); !lines.empty()) return refused_for(councillor, std::move(lines));
  after.choices.push_back(choice);
  return committed(log, replacing(*before, after, note_of("choice-made", after, choice.because), contents->revision),
                   acting);
}

policy::Result<> protect(db::CentralLog& log, const policy::ProtectedAddress& entry, const Acting& acting) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const LogView view(acting.config, *contents, acting.now);
  if (auto lines = faults_of(entry, view); !lines.empty()) return refused_for("protected", std::move(lines));
  const policy::ProtectedAddress* known = protected_entry(entry.address, view);
  if (known != nullptr && (entry.why.empty() || known->why == entry.why)) return policy::Done{};
  if (known != nullptr) {
    return policy::refused("protected: " + entry.address + " is protected already, as " + known->address + ", for \"" +
                           known->why + "\"; postern protected remove " + known->address +
                           " first, or apply a document that says otherwise");
  }
  db::ChangeSet changes;
  changes.based_on = contents->revision;
  changes.protected_addresses.push_back({entry.address, entry, note_of("protected", entry, "")});
  return committed(log, changes, acting);
}

policy::Result<> unprotect(db::CentralLog& log, const std::string& address, const std::string& why,
                           const Acting& acting) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const LogView view(acting.config, *contents, acting.now);
  const policy::ProtectedAddress* known = protected_entry(address, view);
  if (known == nullptr) return policy::refused(address + ": is not in the list of protected addresses");
  db::ChangeSet changes;
  changes.based_on = contents->revision;
  changes.protected_addresses.push_back({known->address, std::nullopt, note_of("unprotected", *known, why)});
  return committed(log, changes, acting);
}

}  // namespace postern::admin
