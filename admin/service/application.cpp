#include "admin/service/application.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "admin/service/audit_notes.hpp"
#include "admin/service/people_gate.hpp"
#include "admin/service/restriction_gate.hpp"

namespace postern::admin {
namespace {

std::string in_words(policy::Status status) {
  return status == policy::Status::in_force ? "in force" : std::string(to_text(status));
}

const policy::Restriction* recorded(const DocumentEntry& entry) {
  return entry.before ? &entry.before->restriction : nullptr;
}

std::string change_line(const DocumentEntry& entry) {
  const policy::Restriction& after = entry.after;
  const policy::Restriction* before = recorded(entry);
  if (before == nullptr) return fmt::format("{}: {} (new)", after.reference, in_words(after.status));
  std::string line = after.reference + ": ";
  if (before->status != after.status) {
    line += fmt::format("{} (was {}); ", in_words(after.status), in_words(before->status));
  }
  return line + fmt::format("changed: {}", fmt::join(changed_fields(*before, after), ", "));
}

bool is_over(policy::Status status) {
  return status == policy::Status::ended || status == policy::Status::declined;
}

}  // namespace

Application::Application(const RulesDocument& document, const db::LogContents& contents, const Acting& acting)
    : document_(document), contents_(contents), acting_(acting), after_(contents) {
  changes_.based_on = contents.revision;
}

void Application::problem(const std::string& label, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) problems_.push_back(label + line);
}

std::string Application::people_label(const std::string& what) const {
  return (document_.name.empty() ? std::string() : document_.name + ": ") + what + ": ";
}

void Application::take_restrictions() {
  std::unordered_map<policy::Reference, std::size_t> places;
  for (std::size_t i = 0; i < after_.restrictions.size(); ++i) {
    places.emplace(after_.restrictions[i].restriction.reference, i);
  }
  for (const DocumentEntry& entry : entries_) {
    if (!entry.changed()) continue;
    if (entry.before) {
      after_.restrictions[places.at(entry.after.reference)].restriction = entry.after;
    } else {
      after_.restrictions.push_back({entry.after, 1, acting_.now, acting_.now});
    }
    changes_.restrictions.push_back(
        {entry.after, entry.before ? entry.before->version : 0, note_of(recorded(entry), entry.after)});
    applied_.changes.push_back(change_line(entry));
  }
}

void Application::take(const policy::Councillor& councillor, const LogView& was) {
  const std::string label = people_label("councillor " + councillor.addresses.front());
  const auto known = councillors_with(councillor.addresses, was);
  if (known.size() > 1) return problem(label, {"its addresses belong to several councillors of the log"});
  if (known.empty()) {
    after_.councillors.push_back(councillor);
    changes_.councillors.push_back({"", councillor, note_of("councillor-added", councillor, "")});
    applied_.changes.push_back("councillor " + councillor.addresses.front() + ": new");
    return;
  }
  const policy::Councillor& before = *known.front();
  if (before == councillor) return;
  std::replace(after_.councillors.begin(), after_.councillors.end(), policy::Councillor(before), councillor);
  changes_.councillors.push_back({before.addresses.front(), councillor, note_of("councillor-changed", councillor, "")});
  applied_.changes.push_back("councillor " + councillor.addresses.front() + ": changed");
}

void Application::take(const policy::ProtectedAddress& entry, const LogView& was) {
  const policy::ProtectedAddress* known = protected_entry(entry.address, was);
  if (known != nullptr && *known == entry) return;
  if (known != nullptr) std::erase(after_.protected_addresses, *known);
  after_.protected_addresses.push_back(entry);
  changes_.protected_addresses.push_back(
      {known == nullptr ? entry.address : known->address, entry, note_of("protected", entry, "")});
  applied_.changes.push_back("protected " + entry.address + (known == nullptr ? ": new" : ": changed"));
}

/// The journal may have brought what an emergency still needed.
void Application::complete_emergencies() {
  const LogView view(acting_.config, after_, acting_.now);
  for (db::RestrictionChange& change : changes_.restrictions) {
    if (change.version_before == 0 || !complete_emergency(change.restriction, view, acting_.now)) continue;
    for (DocumentEntry& entry : entries_) {
      if (entry.after.reference != change.restriction.reference) continue;
      change.note = note_of(recorded(entry), change.restriction);
      applied_.changes.push_back(change.restriction.reference + ": the emergency is complete: it no longer lapses");
    }
  }
}

void Application::check_restrictions(const LogView& was) {
  const LogView view(acting_.config, after_, acting_.now);
  for (const DocumentEntry& entry : entries_) {
    if (entry.changed()) problem(entry.label, refusals(recorded(entry), entry.after, view, was));
    if (is_over(entry.after.status)) continue;
    for (const std::string& line : unenforced(entry.after)) applied_.warnings.push_back(entry.label + line);
  }
}

void Application::check_people() {
  const LogView view(acting_.config, after_, acting_.now);
  for (const policy::Councillor& one : document_.councillors) {
    const std::string label = people_label("councillor " + one.addresses.front());
    problem(label, faults_of(one, view));
    if (councillors_with(one.addresses, view).size() > 1) {
      problem(label, {"one of its addresses is another councillor's too"});
    }
  }
  for (const policy::ProtectedAddress& entry : document_.protected_addresses) {
    problem(people_label("protected " + entry.address), faults_of(entry, view));
  }
}

policy::Result<Applied> Application::work_out() {
  auto entries = entries_of(document_, contents_, acting_);
  // The entries that were understood are checked all the same: every problem comes in one go.
  if (entries) {
    entries_ = std::move(*entries);
  } else {
    problems_ = entries.error().problems;
  }
  const LogView was(acting_.config, contents_, acting_.now);
  take_restrictions();
  for (const policy::Councillor& one : document_.councillors) take(one, was);
  for (const policy::ProtectedAddress& entry : document_.protected_addresses) take(entry, was);
  check_restrictions(was);
  complete_emergencies();
  check_people();
  if (!problems_.empty()) return policy::Error{policy::Fault::refused, problems_};
  return std::move(applied_);
}

}  // namespace postern::admin
