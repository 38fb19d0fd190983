// Volumes and held mail.
#include <algorithm>
#include <set>

#include "db/memory/memory_store.hpp"
#include "db/shared/change_rules.hpp"

namespace postern::db {

unsigned MemoryStore::used(const policy::Quota& quota) const {
  return static_cast<unsigned>(std::count_if(counted_.begin(), counted_.end(), [&](const Counted& one) {
    return one.restriction == quota.restriction && one.at >= quota.period.from && one.at < quota.period.until;
  }));
}

std::optional<policy::Error> MemoryStore::why_not_counted(const std::vector<policy::Quota>& quotas) const {
  for (const policy::Quota& quota : quotas) {
    if (used(quota) >= quota.limit) return used_up(quota);
  }
  return std::nullopt;
}

void MemoryStore::count(const std::vector<policy::Quota>& quotas, std::chrono::sys_seconds at,
                        const std::string& enforcement) {
  for (const policy::Quota& quota : quotas) {
    counted_.push_back({quota.restriction, policy::instant_in(quota.period, at), enforcement});
  }
}

policy::Result<policy::Usage> MemoryStore::usage(const std::vector<policy::Quota>& quotas) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<policy::Reference, unsigned>> counts;
  for (const policy::Quota& quota : quotas) counts.emplace_back(quota.restriction, used(quota));
  return policy::Usage(std::move(counts));
}

policy::Result<std::vector<KeptEntry>> MemoryStore::held_until(std::chrono::sys_seconds now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::chrono::sys_seconds, const KeptEntry*>> due;
  for (const auto& [id, entry] : kept_) {
    std::optional<std::chrono::sys_seconds> first;
    for (const KeptRecipient& one : entry.recipients) {
      if (is_due(one, entry.message.at, now) && (!first || *one.release_at < *first)) first = one.release_at;
    }
    if (first) due.emplace_back(*first, &entry);
  }
  std::stable_sort(due.begin(), due.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<KeptEntry> found;
  for (std::size_t i = 0; i < std::min(limit, due.size()); ++i) found.push_back(*due[i].second);
  return found;
}

policy::Result<> MemoryStore::redecide(const Redecision& redecision) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(redecision.message);
  if (found == kept_.end()) return no_such_message(redecision.message);
  KeptEntry next = found->second;
  std::set<std::string> seen;
  for (const KeptRecipient& recipient : redecision.recipients) {
    if (!seen.insert(recipient.recipient).second) continue;
    bool held = false;
    for (KeptRecipient& one : next.recipients) {
      if (one.recipient != recipient.recipient || one.status != KeptStatus::held) continue;
      one = recipient;
      held = true;
    }
    if (!held) return no_longer_waits(redecision.message, recipient.recipient);
  }
  if (auto used_up = why_not_counted(redecision.counts)) return *used_up;
  found->second = std::move(next);
  if (!redecision.counts.empty()) count(redecision.counts, redecision.events.front().at, redecision.id);
  add_events(redecision.events, redecision.id);
  for (const OutboxRow& row : redecision.outbox)
    outbox_.push_back({redecision.id, on_the_way(row, redecision.message)});
  return policy::Done{};
}

}  // namespace postern::db
