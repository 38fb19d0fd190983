#include <algorithm>

#include "db/memory/memory_store.hpp"
#include "db/shared/change_rules.hpp"
#include "db/shared/words.hpp"

namespace postern::db {
namespace {

bool is_over(const policy::Restriction& restriction) {
  return restriction.status == policy::Status::ended || restriction.status == policy::Status::declined;
}

std::int64_t number_of_event(const StoredEvent& stored) {
  return static_cast<std::int64_t>(stored.event.id);
}

/// The oldest of them, at most `limit`.
template <class T>
std::vector<T> oldest(std::vector<std::pair<std::chrono::sys_seconds, T>> found, std::size_t limit) {
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<T> names;
  for (auto& one : found) {
    if (names.size() < limit) names.push_back(std::move(one.second));
  }
  return names;
}

bool loses_data(const AuditEntry& entry, const Removal& removal) {
  if (!entry.data || names_removed(entry.action) || entry.action == kEventsSealed) return false;
  const auto& about = removal.restrictions;
  const auto& named = removal.audit;
  return std::find(about.begin(), about.end(), entry.subject) != about.end() ||
         std::find(named.begin(), named.end(), entry.sequence) != named.end();
}

}  // namespace

bool MemoryStore::is_held(const policy::Reference& reference) const {
  const auto found = log_.restrictions.find(reference);
  return found != log_.restrictions.end() && found->second.back().restriction.legal_hold;
}

bool MemoryStore::is_held_message(const std::string& id) const {
  const auto found = kept_.find(id);
  const bool by_recipient =
      found != kept_.end() &&
      std::any_of(found->second.recipients.begin(), found->second.recipients.end(),
                  [&](const KeptRecipient& one) { return one.restriction && is_held(*one.restriction); });
  return by_recipient || std::any_of(events_.begin(), events_.end(), [&](const StoredEvent& one) {
           return !id.empty() && one.event.copy_id == id && one.event.restriction && is_held(*one.event.restriction);
         });
}

policy::Result<Removal> MemoryStore::expired(const Expiry& before, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::chrono::sys_seconds, std::string>> kept;
  for (const auto& [id, entry] : kept_) {
    const bool stays = is_needed(id) || is_held_message(id) || entry.message.at >= before.kept;
    if (!stays) kept.emplace_back(entry.message.at, id);
  }
  std::vector<std::pair<std::chrono::sys_seconds, std::int64_t>> events;
  for (const StoredEvent& one : events_) {
    const bool held = one.event.restriction && is_held(*one.event.restriction);
    if (!held && one.event.at < before.events && sealed_.contains(number_of_event(one))) {
      events.emplace_back(one.event.at, number_of_event(one));
    }
  }
  std::vector<std::pair<std::chrono::sys_seconds, policy::Reference>> restrictions;
  for (const auto& [reference, versions] : log_.restrictions) {
    const LoggedRestriction& last = versions.back();
    const bool stays = !is_over(last.restriction) || last.restriction.legal_hold || last.changed >= before.restrictions;
    if (!stays) restrictions.emplace_back(last.changed, reference);
  }
  std::vector<std::pair<std::chrono::sys_seconds, std::string>> rows;
  for (const Waiting& one : outbox_) {
    if (one.row.since < before.events && is_spent(one.row)) rows.emplace_back(one.row.since, one.row.id);
  }
  return Removal{oldest(events, limit), oldest(kept, limit), oldest(restrictions, limit), {}, oldest(rows, limit)};
}

bool MemoryStore::is_spent(const OutboxRow& row) const {
  const bool open = row.state == OutboxState::prepared || row.state == OutboxState::ready;
  if (open || !row.kept_id.empty() || (row.restriction && is_held(*row.restriction))) return false;
  return std::none_of(listings_.begin(), listings_.end(),
                      [&](const auto& listing) { return listing.second.contains(row.id); });
}

bool MemoryStore::is_listed(const std::string& id, std::chrono::sys_seconds before) const {
  const auto listed = listings_.find(id);
  return listed != listings_.end() && std::any_of(listed->second.begin(), listed->second.end(),
                                                  [&](const auto& one) { return one.second && *one.second < before; });
}

policy::Result<std::vector<std::string>> MemoryStore::unclaimed(const Expiry& before, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::chrono::sys_seconds, std::string>> found;
  for (const auto& [id, entry] : kept_) {
    const auto any = [&](auto condition) {
      return std::any_of(entry.recipients.begin(), entry.recipients.end(), condition);
    };
    const bool waiting = any([](const KeptRecipient& one) { return waits(one.status); });
    const bool for_somebody = any([](const KeptRecipient& one) { return one.status == KeptStatus::held; });
    if (!waiting || for_somebody || is_held_message(id) || has_open_row(id)) continue;
    if (entry.message.at < before.kept && is_listed(id, before.listed)) found.emplace_back(entry.message.at, id);
  }
  return oldest(found, limit);
}

std::optional<policy::Error> MemoryStore::why_not_removed(const Removal& removal) const {
  for (const std::int64_t id : removal.events) {
    const std::string name = "event " + std::to_string(id);
    const auto found = std::find_if(events_.begin(), events_.end(),
                                    [&](const StoredEvent& one) { return number_of_event(one) == id; });
    if (found == events_.end()) return still_needed(name);
    if (found->event.restriction && is_held(*found->event.restriction)) return held(name);
  }
  for (const std::string& id : removal.kept) {
    if (is_held_message(id)) return held(id);
    if (is_needed(id) || !kept_.contains(id)) return still_needed(id);
  }
  for (const std::string& id : removal.outbox) {
    const auto found =
        std::find_if(outbox_.begin(), outbox_.end(), [&](const Waiting& one) { return one.row.id == id; });
    if (found == outbox_.end() || !is_spent(found->row)) return still_needed("outbox row " + id);
  }
  for (const policy::Reference& reference : removal.restrictions) {
    if (is_held(reference)) return held(reference);
    const auto found = log_.restrictions.find(reference);
    if (found == log_.restrictions.end() || !is_over(found->second.back().restriction)) return still_needed(reference);
  }
  return std::nullopt;
}

void MemoryStore::remove_restriction(const policy::Reference& reference) {
  remove_notices(reference);
  log_.restrictions.erase(reference);
  log_.removed.insert(reference);
  std::erase_if(counted_, [&](const Counted& one) { return one.restriction == reference; });
}

policy::Result<Removal> MemoryStore::remove_for_good(const Removal& removal, const std::string& action,
                                                     const std::string& why, const Actor& actor,
                                                     std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  if (auto error = why_not_removed(removal)) return *error;
  Removal gone = removal;
  gone.audit.clear();
  for (AuditEntry& entry : log_.audit) {
    if (!loses_data(entry, removal)) continue;
    entry.salt.reset();
    entry.data.reset();
    gone.audit.push_back(entry.sequence);
  }
  for (const std::int64_t id : removal.events) {
    std::erase_if(events_, [&](const StoredEvent& one) { return number_of_event(one) == id; });
    if (const auto found = sealed_.find(id); found != sealed_.end()) found->second.reset();
  }
  for (const std::string& id : removal.kept) {
    kept_.erase(id);
    kept_by_.erase(id);
    listings_.erase(id);
    looks_.erase(id);
    std::erase_if(outbox_, [&](const Waiting& one) { return one.row.kept_id == id; });
  }
  for (const std::string& id : removal.outbox) {
    std::erase_if(outbox_, [&](const Waiting& one) { return one.row.id == id; });
  }
  for (const policy::Reference& reference : removal.restrictions) remove_restriction(reference);
  if (!removal.restrictions.empty()) ++log_.revision;
  append_audit(log_, note_of(gone, action, why), actor, at);
  return gone;
}

policy::Result<std::optional<std::chrono::sys_seconds>> MemoryStore::last_run(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find(name);
  return found == runs_.end() ? std::optional<std::chrono::sys_seconds>() : std::optional(found->second);
}

policy::Result<> MemoryStore::note_run(const std::string& name, std::optional<std::chrono::sys_seconds> at) {
  const std::lock_guard lock(mutex_);
  runs_.erase(name);
  if (at) runs_[name] = *at;
  return policy::Done{};
}

policy::Result<> MemoryStore::copy_to(const std::string& /*path*/) {
  return policy::refused("a store in memory has no file to copy");
}

policy::Result<> MemoryStore::compact() {
  return policy::Done{};
}

}  // namespace postern::db
