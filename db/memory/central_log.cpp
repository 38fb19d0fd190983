#include <algorithm>
#include <cstdio>

#include "db/customer_identifiers.hpp"
#include "db/memory/memory_store.hpp"

namespace postern::db {
namespace {

policy::Error changed_meanwhile(const std::string& what) {
  return {policy::Fault::conflict, {what + ": somebody changed it meanwhile; look again and retry"}};
}

policy::Reference next_reference(const MemoryLog& log, std::chrono::sys_seconds at) {
  const int wanted = static_cast<int>(policy::Day{std::chrono::floor<std::chrono::days>(at)}.year());
  int highest = 0;
  for (const auto& [reference, versions] : log.restrictions) {
    int year = 0;
    int number = 0;
    if (std::sscanf(reference.c_str(), "RCC-%d-%d", &year, &number) == 2 && year == wanted)
      highest = std::max(highest, number);
  }
  std::string number = std::to_string(highest + 1);
  if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
  return "RCC-" + std::to_string(wanted) + "-" + number;
}

policy::Result<policy::Reference> write(MemoryLog& log, const RestrictionChange& change, const Actor& actor,
                                        std::chrono::sys_seconds at) {
  LoggedRestriction logged{change.restriction, change.version_before + 1, at, at};
  std::string& reference = logged.restriction.reference;
  if (reference.empty()) reference = next_reference(log, at);
  auto& versions = log.restrictions[reference];
  if ((versions.empty() ? 0 : versions.back().version) != change.version_before) return changed_meanwhile(reference);
  if (!versions.empty()) logged.created = versions.front().created;
  AuditNote note = change.note;
  if (note.subject.empty()) note.subject = reference;
  append_audit(log, note, actor, at);
  versions.push_back(logged);
  return logged.restriction.reference;
}

policy::Result<> write(MemoryLog& log, const CouncillorChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  if (!change.first_address.empty() && log.councillors.erase(change.first_address) == 0) {
    return changed_meanwhile("councillor " + change.first_address);
  }
  if (change.councillor) {
    const std::string& first = change.councillor->addresses.at(0);
    if (!log.councillors.emplace(first, *change.councillor).second) return changed_meanwhile("councillor " + first);
  }
  append_audit(log, change.note, actor, at);
  return policy::Done{};
}

policy::Result<> write(MemoryLog& log, const ProtectedChange& change, const Actor& actor, std::chrono::sys_seconds at) {
  const bool removed = log.protected_addresses.erase(change.address) == 1;
  if (!change.entry && !removed) return changed_meanwhile("protected address " + change.address);
  if (change.entry) log.protected_addresses.emplace(change.entry->address, *change.entry);
  append_audit(log, change.note, actor, at);
  return policy::Done{};
}

policy::Result<std::vector<policy::Reference>> write(MemoryLog& log, const ChangeSet& changes, const Actor& actor,
                                                     std::chrono::sys_seconds at) {
  if (changes.based_on && *changes.based_on != log.revision) return changed_meanwhile("the central log");
  std::vector<policy::Reference> references;
  for (const RestrictionChange& change : changes.restrictions) {
    auto reference = write(log, change, actor, at);
    if (!reference) return reference.error();
    references.push_back(*reference);
  }
  for (const CouncillorChange& change : changes.councillors) {
    if (auto written = write(log, change, actor, at); !written) return written.error();
  }
  for (const ProtectedChange& change : changes.protected_addresses) {
    if (auto written = write(log, change, actor, at); !written) return written.error();
  }
  ++log.revision;
  return references;
}

}  // namespace

void append_audit(MemoryLog& log, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  const AuditHead head = log.audit.empty() ? no_entries() : AuditHead{log.audit.back().sequence, log.audit.back().hash};
  log.audit.push_back(chained(head, note, actor, at));
}

policy::Result<std::uint64_t> MemoryStore::revision() {
  const std::lock_guard lock(mutex_);
  return log_.revision;
}

policy::Result<policy::Rules> MemoryStore::rules() {
  const auto all = contents();
  policy::Rules rules;
  rules.revision = all->revision;
  rules.councillors = all->councillors;
  rules.protected_addresses = all->protected_addresses;
  std::vector<std::vector<std::string>> living;
  for (const LoggedRestriction& logged : all->restrictions) {
    const policy::Restriction& one = logged.restriction;
    if (one.status == policy::Status::in_force && !one.email.empty()) {
      rules.restrictions.push_back(
          {one.reference, one.email, std::make_shared<const policy::Terms>(one.terms), one.starts, one.ends});
    }
    if (one.status != policy::Status::ended && one.status != policy::Status::declined) living.push_back(one.email);
  }
  rules.choices = choices_in_force(rules.councillors, living);
  return rules;
}

policy::Result<LogContents> MemoryStore::contents() {
  const std::lock_guard lock(mutex_);
  LogContents contents;
  contents.revision = log_.revision;
  for (const auto& [reference, versions] : log_.restrictions) contents.restrictions.push_back(versions.back());
  std::sort(contents.restrictions.begin(), contents.restrictions.end(), [](const auto& a, const auto& b) {
    return policy::lower(a.restriction.reference, b.restriction.reference);
  });
  for (const auto& [address, councillor] : log_.councillors) contents.councillors.push_back(councillor);
  for (const auto& [address, entry] : log_.protected_addresses) contents.protected_addresses.push_back(entry);
  return contents;
}

policy::Result<LoggedRestriction> MemoryStore::restriction(const policy::Reference& reference) {
  const auto versions = history(reference);
  if (!versions) return versions.error();
  return versions->back();
}

policy::Result<std::vector<policy::Reference>> MemoryStore::commit(const ChangeSet& changes, const Actor& actor,
                                                                   std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  MemoryLog next = log_;
  auto written = write(next, changes, actor, at);
  if (written) log_ = std::move(next);
  return written;
}

policy::Result<std::vector<LoggedRestriction>> MemoryStore::history(const policy::Reference& reference) {
  const std::lock_guard lock(mutex_);
  const auto found = log_.restrictions.find(reference);
  if (found == log_.restrictions.end()) return policy::refused(reference + ": there is no such restriction");
  return found->second;
}

policy::Result<std::vector<AuditEntry>> MemoryStore::audit(std::uint64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<AuditEntry> entries;
  for (const AuditEntry& entry : log_.audit) {
    if (entry.sequence > after && entries.size() < limit) entries.push_back(entry);
  }
  return entries;
}

policy::Result<AuditHead> MemoryStore::audit_head() {
  const std::lock_guard lock(mutex_);
  if (log_.audit.empty()) return no_entries();
  return AuditHead{log_.audit.back().sequence, log_.audit.back().hash};
}

}  // namespace postern::db
