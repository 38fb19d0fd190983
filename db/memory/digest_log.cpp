#include <algorithm>

#include "db/memory/memory_store.hpp"
#include "db/shared/change_rules.hpp"

namespace postern::db {
namespace {

using Times = std::map<std::string, std::chrono::sys_seconds>;

void note_latest(Times& times, const std::string& name, std::chrono::sys_seconds at) {
  const auto [one, is_new] = times.emplace(name, at);
  if (!is_new) one->second = std::max(one->second, at);
}

}  // namespace

policy::Result<> MemoryStore::post(const Posting& posting) {
  const std::lock_guard lock(mutex_);
  if (auto fault = fault_in(posting)) return *fault;
  const auto run = runs_.find(posting.run);
  const auto last = run == runs_.end() ? std::optional<std::chrono::sys_seconds>() : std::optional(run->second);
  if (last != posting.after) return run_meanwhile(posting.run);
  for (const OutboxRow& row : posting.rows) {
    const bool known =
        std::any_of(outbox_.begin(), outbox_.end(), [&](const Waiting& one) { return one.row.id == row.id; });
    if (known) return policy::refused("outbox row " + row.id + ": is there already");
  }
  for (const OutboxRow& row : posting.rows) outbox_.push_back({row.id, on_the_way(row, {})});
  for (const Listing& listing : posting.listings) {
    if (kept_.contains(listing.message)) listings_[listing.message].try_emplace(listing.digest);
  }
  runs_[posting.run] = posting.at;
  return policy::Done{};
}

void MemoryStore::note_listings_sent(const OutboxRow& row, std::chrono::sys_seconds at) {
  if (row.state != OutboxState::sent) return;
  for (auto& [message, digests] : listings_) {
    if (const auto found = digests.find(row.id); found != digests.end()) found->second = at;
  }
}

policy::Result<> MemoryStore::looked_at(const std::vector<std::string>& messages, const std::optional<AuditNote>& note,
                                        const Actor& actor, std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  for (const std::string& message : messages) {
    if (!kept_.contains(message)) continue;
    std::erase_if(looks_[message], [&](const auto& look) { return look.second > at; });
    looks_[message][actor.login] = at;
  }
  if (note) append_audit(log_, *note, actor, at);
  return policy::Done{};
}

policy::Result<Times> MemoryStore::last_listings() {
  const std::lock_guard lock(mutex_);
  Times times;
  for (const auto& [message, digests] : listings_) {
    for (const auto& [digest, sent] : digests) {
      if (sent) note_latest(times, message, *sent);
    }
  }
  return times;
}

policy::Result<Times> MemoryStore::last_looks() {
  const std::lock_guard lock(mutex_);
  Times times;
  for (const auto& [message, looks] : looks_) {
    for (const auto& [login, at] : looks) note_latest(times, message, at);
  }
  return times;
}

policy::Result<Times> MemoryStore::last_events() {
  const std::lock_guard lock(mutex_);
  Times times;
  for (const StoredEvent& one : events_) {
    if (one.event.restriction && one.event.action != "notice") note_latest(times, *one.event.restriction, one.event.at);
  }
  return times;
}

}  // namespace postern::db
