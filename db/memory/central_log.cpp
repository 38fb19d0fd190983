#include <algorithm>

#include "db/memory/memory_store.hpp"
#include "db/shared/change_rules.hpp"
#include "db/shared/customer_identifiers.hpp"
#include "policy/record/emergency.hpp"

namespace postern::db {
namespace {

policy::Reference next_reference(const MemoryLog& log, int year, std::int64_t highest) {
  for (const auto& [reference, versions] : log.restrictions) {
    const ReferenceNumber known = number_of(reference);
    if (known.year == year) highest = std::max(highest, known.number);
  }
  for (const policy::Reference& reference : log.removed) {
    const ReferenceNumber known = number_of(reference);
    if (known.year == year) highest = std::max(highest, known.number);
  }
  return reference_of({year, highest + 1});
}

policy::Result<policy::Reference> write(MemoryLog& log, const RestrictionChange& change, std::int64_t highest,
                                        const Actor& actor, std::chrono::sys_seconds at) {
  LoggedRestriction logged{change.restriction, change.version_before + 1, at, at};
  std::string& reference = logged.restriction.reference;
  if (reference.empty()) reference = next_reference(log, year_of(at), highest);
  if (change.version_before == 0 && log.removed.contains(reference)) return removed_for_good(reference);
  auto& versions = log.restrictions[reference];
  if ((versions.empty() ? 0 : versions.back().version) != change.version_before) return changed_meanwhile(reference);
  if (!versions.empty()) logged.created = versions.front().created;
  append_audit(log, about(change.note, reference), actor, at);
  versions.push_back(logged);
  return logged.restriction.reference;
}

policy::Result<> write(MemoryLog& log, const CouncillorChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  const std::string& name = change.councillor ? change.councillor->addresses.front() : change.first_address;
  if (!change.first_address.empty() && log.councillors.erase(change.first_address) == 0) {
    return changed_meanwhile("councillor " + change.first_address);
  }
  if (change.councillor) {
    if (!log.councillors.emplace(name, *change.councillor).second) return changed_meanwhile("councillor " + name);
  }
  append_audit(log, about(change.note, name), actor, at);
  return policy::Done{};
}

policy::Result<> write(MemoryLog& log, const ProtectedChange& change, const Actor& actor, std::chrono::sys_seconds at) {
  const std::string& name = change.entry ? change.entry->address : change.address;
  const bool removed = log.protected_addresses.erase(change.address) == 1;
  if (!removed && !change.address.empty() && change.address != (change.entry ? name : "")) {
    return changed_meanwhile("protected address " + change.address);
  }
  if (change.entry) log.protected_addresses.insert_or_assign(name, *change.entry);
  append_audit(log, about(change.note, name), actor, at);
  return policy::Done{};
}

policy::Result<std::vector<policy::Reference>> write(MemoryLog& log, const ChangeSet& changes, const Actor& actor,
                                                     std::chrono::sys_seconds at) {
  if (changes.based_on && *changes.based_on != log.revision) return changed_meanwhile("the central log");
  if (auto fault = fault_in(changes)) return *fault;
  std::vector<policy::Reference> references;
  if (changes.empty()) return references;
  const std::int64_t highest = highest_given(changes, year_of(at));
  for (const RestrictionChange& change : changes.restrictions) {
    auto reference = write(log, change, highest, actor, at);
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
      rules.restrictions.push_back({one.reference, one.email, std::make_shared<const policy::Terms>(one.terms),
                                    one.starts, one.ends, one.review_by, policy::lapses_at(one)});
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
