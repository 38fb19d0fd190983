#include <algorithm>

#include "db/memory/memory_store.hpp"
#include "db/shared/words.hpp"

namespace postern::db {
namespace {

bool somebody_waits(const KeptEntry& entry) {
  return std::any_of(entry.recipients.begin(), entry.recipients.end(),
                     [](const KeptRecipient& one) { return waits(one.status); });
}

bool needs_somebody(const KeptEntry& entry, const Unread& unread) {
  return std::any_of(entry.recipients.begin(), entry.recipients.end(), [&](const KeptRecipient& one) {
    const bool held = one.status == KeptStatus::held && one.release_at && *one.release_at > unread.now;
    return waits(one.status) && !(held && entry.message.at <= unread.credible);
  });
}

}  // namespace

bool MemoryStore::is_unread(const KeptEntry& entry, const Unread& unread) const {
  if (!needs_somebody(entry, unread)) return false;
  auto last = std::chrono::sys_seconds::min();
  if (entry.message.at <= unread.credible) last = entry.message.at;
  auto look = std::chrono::sys_seconds::min();
  if (const auto found = looks_.find(entry.message.id); found != looks_.end()) {
    for (const auto& [login, at] : found->second) look = std::max(look, at);
  }
  if (look <= unread.credible) last = std::max(last, look);
  return last <= unread.since;
}

policy::Result<WaitingTotals> MemoryStore::waiting_totals(const Unread& unread) {
  const std::lock_guard lock(mutex_);
  WaitingTotals totals;
  for (const auto& [id, entry] : kept_) {
    if (!somebody_waits(entry)) continue;
    ++totals.kept;
    totals.kept_size += entry.message.size;
    if (is_unread(entry, unread)) ++totals.unread;
  }
  for (const Waiting& one : outbox_) {
    if (one.row.state != OutboxState::prepared && one.row.state != OutboxState::ready) continue;
    ++totals.outbox[one.row.kind];
    totals.outbox_oldest_since = std::min(totals.outbox_oldest_since.value_or(one.row.since), one.row.since);
  }
  return totals;
}

}  // namespace postern::db
