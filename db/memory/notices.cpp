#include <algorithm>
#include <tuple>

#include "db/memory/memory_store.hpp"
#include "db/shared/change_rules.hpp"

namespace postern::db {

void MemoryStore::insert_notice(const Notice& notice, const std::string& enforcement) {
  const auto since = notice.row.since;
  const bool too_soon = std::any_of(notices_.begin(), notices_.end(), [&](const StoredNotice& one) {
    return one.restriction == notice.row.restriction && one.at > since - notice.every && one.at < since + notice.every;
  });
  if (too_soon) return;
  notices_.push_back({enforcement, notice.row.id, *notice.row.restriction, since, notice.customer});
  outbox_.push_back({enforcement, notice.row});
}

void MemoryStore::withdraw_notice(const std::string& enforcement) {
  const auto left = std::erase_if(outbox_, [&](const Waiting& one) {
    const bool open = one.row.state == OutboxState::prepared || one.row.state == OutboxState::ready;
    return one.enforcement == enforcement && one.row.kind == OutboxKind::notice && open;
  });
  if (left == 0) return;
  std::erase_if(notices_, [&](const StoredNotice& one) { return one.enforcement == enforcement; });
}

void MemoryStore::note_attempt_of_notice(const AttemptResult& result, std::chrono::sys_seconds at) {
  const auto found =
      std::find_if(notices_.begin(), notices_.end(), [&](const StoredNotice& one) { return one.row == result.row.id; });
  if (found == notices_.end()) return;
  for (const Event& event : not_arrived(result, found->customer, at)) {
    events_.push_back({result.row.id, printable(event)});
    events_.back().event.id = ++last_event_;
  }
  if (!result.row.recipients.empty()) return;
  found->customer.clear();
  if (result.any_accepted) found->sent = at;
}

void MemoryStore::remove_notices(const policy::Reference& restriction) {
  std::erase_if(outbox_, [&](const Waiting& one) {
    return one.row.kind == OutboxKind::notice && one.row.restriction == restriction;
  });
  std::erase_if(notices_, [&](const StoredNotice& one) { return one.restriction == restriction; });
}

policy::Result<std::optional<std::chrono::sys_seconds>> MemoryStore::last_notice(const policy::Reference& restriction) {
  const std::lock_guard lock(mutex_);
  std::optional<std::chrono::sys_seconds> last;
  for (const StoredNotice& one : notices_) {
    if (one.restriction == restriction && one.sent && (!last || *one.sent > *last)) last = one.sent;
  }
  return last;
}

policy::Result<std::vector<NoticeRecord>> MemoryStore::notices() {
  const std::lock_guard lock(mutex_);
  std::vector<NoticeRecord> found;
  for (const StoredNotice& one : notices_) found.push_back({one.restriction, one.at, one.customer, one.sent});
  std::sort(found.begin(), found.end(), [](const NoticeRecord& a, const NoticeRecord& b) {
    return std::tie(a.at, a.restriction) < std::tie(b.at, b.restriction);
  });
  return found;
}

policy::Result<std::vector<CountedMessage>> MemoryStore::counted_messages() {
  const std::lock_guard lock(mutex_);
  std::vector<CountedMessage> found;
  for (const Counted& one : counted_) found.push_back({one.restriction, one.at});
  std::sort(found.begin(), found.end(), [](const CountedMessage& a, const CountedMessage& b) {
    return std::tie(a.at, a.restriction) < std::tie(b.at, b.restriction);
  });
  return found;
}

}  // namespace postern::db
