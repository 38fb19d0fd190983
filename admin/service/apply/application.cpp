#include "admin/service/apply/application.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "admin/service/apply/difference.hpp"
#include "admin/service/gate/audit_notes.hpp"
#include "admin/service/gate/people_gate.hpp"
#include "admin/service/gate/restriction_gate.hpp"
#include "admin/service/log/enforced_now.hpp"

namespace postern::admin {
namespace {

std::string in_words(policy::Status status) {
  return status == policy::Status::in_force ? "in force" : std::string(to_text(status));
}

const policy::Restriction* recorded(const DocumentEntry& entry) {
  return entry.before ? &entry.before->restriction : nullptr;
}

/// `; starts on 2026-12-01`: what somebody who has just applied it may not expect. What has ended says so itself.
std::string enforced_when(const policy::Restriction& after, policy::Day today) {
  if (after.status == policy::Status::ended || after.status == policy::Status::declined) return {};
  const std::string why = why_not_enforced(after, today);
  return why.empty() ? why : "; " + why;
}

std::string change_line(const DocumentEntry& entry) {
  const policy::Restriction& after = entry.after;
  const policy::Restriction* before = recorded(entry);
  if (before == nullptr) return fmt::format("{}: {} (new)", after.reference, in_words(after.status));
  const auto values = differences(*before, after);
  std::string line = after.reference + ": ";
  if (before->status != after.status) {
    line += fmt::format("{} (was {})", in_words(after.status), in_words(before->status));
    if (!values.empty()) line += "; ";
  }
  return values.empty() ? line : line + fmt::format("changed: {}", fmt::join(values, "; "));
}

std::string becomes(const std::string& before, const std::string& after) {
  return fmt::format("\"{}\" becomes \"{}\"", before, after);
}

std::string difference(const policy::Councillor& before, const policy::Councillor& after) {
  std::vector<std::string> parts;
  if (before.name != after.name) parts.push_back("name: " + becomes(before.name, after.name));
  if (before.ward != after.ward) parts.push_back("ward: " + becomes(before.ward, after.ward));
  if (before.addresses != after.addresses) {
    parts.push_back("addresses: " + becomes(fmt::format("{}", fmt::join(before.addresses, ", ")),
                                            fmt::format("{}", fmt::join(after.addresses, ", "))));
  }
  for (std::string& one : choice_differences(before, after)) parts.push_back(std::move(one));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string difference(const policy::ProtectedAddress& before, const policy::ProtectedAddress& after) {
  std::vector<std::string> parts;
  if (before.address != after.address) parts.push_back("address: " + becomes(before.address, after.address));
  if (before.why != after.why) parts.push_back("why: " + becomes(before.why, after.why));
  return fmt::format("{}", fmt::join(parts, "; "));
}

/// Where a record of the log stands in it: the copy of the log that is changed has it at the same place.
template <class T>
std::size_t place_of(const T& record, const std::vector<T>& all) {
  return static_cast<std::size_t>(&record - all.data());
}

}  // namespace

Application::Application(const RulesDocument& document, const db::LogContents& contents, const Acting& acting)
    : document_(document), contents_(contents), acting_(acting), after_(contents) {
  changes_.based_on = contents.revision;
}

void Application::problem(const std::string& label, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) problems_.push_back(label + line);
}

std::string Application::people_label(const std::string& what, const std::vector<std::size_t>& lines,
                                      std::size_t i) const {
  std::string label = document_.name;
  if (i < lines.size()) label += ":" + std::to_string(lines[i]);
  return (label.empty() ? label : label + ": ") + what + ": ";
}

std::string Application::councillor_label(std::size_t i) const {
  return people_label("councillor " + document_.councillors[i].addresses.front(), document_.councillor_lines, i);
}

std::string Application::protected_label(std::size_t i) const {
  return people_label("protected " + document_.protected_addresses[i].address, document_.protected_lines, i);
}

void Application::take_restrictions() {
  const policy::Day today = policy::day_of(acting_.now, *acting_.config.council.time_zone);
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
    applied_.changes.push_back(change_line(entry) + enforced_when(entry.after, today));
  }
}

void Application::take_councillor(std::size_t i, const LogView& was) {
  const policy::Councillor& councillor = document_.councillors[i];
  const auto known = councillors_with(councillor.addresses, was);
  if (known.size() > 1) return problem(councillor_label(i), {"its addresses belong to several councillors of the log"});
  const std::string name = "councillor " + councillor.addresses.front();
  if (known.empty()) {
    after_.councillors.push_back(councillor);
    changes_.councillors.push_back({"", councillor, note_of("councillor-added", councillor, "")});
    applied_.changes.push_back(name + ": new");
    return;
  }
  const policy::Councillor& before = *known.front();
  if (before == councillor) return;
  after_.councillors[place_of(before, contents_.councillors)] = councillor;
  changes_.councillors.push_back({before.addresses.front(), councillor, note_of("councillor-changed", councillor, "")});
  applied_.changes.push_back(name + ": changed: " + difference(before, councillor));
}

void Application::take_protected(std::size_t i, const LogView& was) {
  const policy::ProtectedAddress& entry = document_.protected_addresses[i];
  const policy::ProtectedAddress* known = protected_entry(entry.address, was);
  if (known != nullptr && *known == entry) return;
  if (known == nullptr) {
    after_.protected_addresses.push_back(entry);
    applied_.changes.push_back("protected " + entry.address + ": new");
  } else {
    after_.protected_addresses[place_of(*known, contents_.protected_addresses)] = entry;
    applied_.changes.push_back("protected " + entry.address + ": changed: " + difference(*known, entry));
  }
  changes_.protected_addresses.push_back(
      {known == nullptr ? entry.address : known->address, entry, note_of("protected", entry, "")});
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
  }
}

bool Application::is_new(const std::string& text, const LogView& view, std::unordered_set<policy::Address>& seen) {
  const auto known = view.address(text);
  return !known || seen.insert(*known).second;
}

void Application::check_councillor(std::size_t i, const LogView& view, std::unordered_set<policy::Address>& seen) {
  const policy::Councillor& one = document_.councillors[i];
  auto lines = faults_of(one, view);
  bool all_new = true;
  for (const std::string& text : one.addresses) all_new = is_new(text, view, seen) && all_new;
  if (!all_new && lines.empty()) lines.emplace_back("one of its addresses is in the document twice");
  if (all_new && councillors_with(one.addresses, view).size() > 1) {
    lines.emplace_back("one of its addresses is another councillor's too");
  }
  problem(councillor_label(i), lines);
}

void Application::check_people() {
  const LogView view(acting_.config, after_, acting_.now);
  std::unordered_set<policy::Address> seen;
  for (std::size_t i = 0; i < document_.councillors.size(); ++i) check_councillor(i, view, seen);
  seen.clear();
  for (std::size_t i = 0; i < document_.protected_addresses.size(); ++i) {
    const policy::ProtectedAddress& entry = document_.protected_addresses[i];
    problem(protected_label(i), faults_of(entry, view));
    if (!is_new(entry.address, view, seen)) problem(protected_label(i), {"is in the document twice; write it once"});
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
  for (std::size_t i = 0; i < document_.councillors.size(); ++i) take_councillor(i, was);
  for (std::size_t i = 0; i < document_.protected_addresses.size(); ++i) take_protected(i, was);
  check_restrictions(was);
  complete_emergencies();
  check_people();
  if (!problems_.empty()) return policy::Error{policy::Fault::refused, problems_};
  return std::move(applied_);
}

}  // namespace postern::admin
