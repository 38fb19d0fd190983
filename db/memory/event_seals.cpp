#include "db/chain/canonical_text.hpp"
#include "db/memory/memory_store.hpp"

namespace postern::db {
namespace {

std::int64_t id_of(const StoredEvent& stored) {
  return static_cast<std::int64_t>(stored.event.id);
}

}  // namespace

policy::Result<std::size_t> MemoryStore::seal_events(std::chrono::sys_seconds until, std::size_t limit,
                                                     const Actor& actor, std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  const std::int64_t last = sealed_.empty() ? 0 : sealed_.rbegin()->first;
  std::int64_t end = last;
  for (const StoredEvent& one : events_) {
    if (one.event.at <= until) end = std::max(end, id_of(one));
  }
  EventSeal seal{last + 1, last, {}};
  for (const StoredEvent& one : events_) {  // in the order of their ids
    if (id_of(one) <= last || id_of(one) > end || seal.events.size() == limit) continue;
    seal.to = id_of(one);
    const std::string salt = fresh_salt();
    sealed_[seal.to] = salt;
    seal.events.emplace_back(seal.to, hash_of(one, salt));
  }
  if (seal.events.empty()) return std::size_t{0};
  append_audit(log_, note_of(seal), actor, at);
  return seal.events.size();
}

policy::Result<std::vector<SealedEvent>> MemoryStore::sealed(std::int64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::map<std::int64_t, SealedEvent> all;
  for (const auto& [id, salt] : sealed_) all[id] = {id, true, salt, std::nullopt};
  for (const StoredEvent& one : events_) {
    all[id_of(one)].id = id_of(one);
    all[id_of(one)].stored = one;
  }
  std::vector<SealedEvent> found;
  for (auto& [id, one] : all) {
    if (id > after && found.size() < limit) found.push_back(std::move(one));
  }
  return found;
}

policy::Result<> MemoryStore::note(const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  append_audit(log_, note, actor, at);
  return policy::Done{};
}

}  // namespace postern::db
