#include <algorithm>

#include "db/chain/valid_text.hpp"
#include "db/memory/memory_store.hpp"
#include "db/shared/attempt_result.hpp"
#include "db/shared/change_rules.hpp"
#include "db/shared/words.hpp"

namespace postern::db {
namespace {

bool is_open(const OutboxRow& row) {
  return row.state == OutboxState::prepared || row.state == OutboxState::ready;
}

bool some_wait(const KeptEntry& entry) {
  return std::any_of(entry.recipients.begin(), entry.recipients.end(),
                     [](const KeptRecipient& one) { return waits(one.status); });
}

/// Those who wait, or those of them with this name; whether there was one.
bool set_waiting(KeptEntry& entry, const std::string* recipient, KeptStatus status) {
  bool any = false;
  for (KeptRecipient& one : entry.recipients) {
    if (!waits(one.status) || (recipient != nullptr && one.recipient != *recipient)) continue;
    one.status = status;
    any = true;
  }
  return any;
}

/// Whoever was released and could not be reached waits again, and is no second recipient.
void keep(KeptEntry& entry, KeptRecipient recipient) {
  const auto released = std::find_if(entry.recipients.begin(), entry.recipients.end(), [&](const KeptRecipient& one) {
    return one.recipient == recipient.recipient && one.status == KeptStatus::released;
  });
  if (released == entry.recipients.end()) {
    entry.recipients.push_back(std::move(recipient));
  } else {
    released->status = KeptStatus::kept;
    released->note = recipient.note;
  }
}

}  // namespace

bool MemoryStore::is_known(const Enforcement& enforcement) const {
  if (enforcement.message && kept_.contains(enforcement.message->id)) return true;
  const bool kept =
      std::any_of(kept_by_.begin(), kept_by_.end(), [&](const auto& one) { return one.second == enforcement.id; });
  return kept || std::any_of(events_.begin(), events_.end(),
                             [&](const StoredEvent& one) { return one.enforcement == enforcement.id; });
}

void MemoryStore::add_events(const std::vector<Event>& events, const std::string& enforcement) {
  for (const Event& event : events) {
    events_.push_back({enforcement, printable(event)});
    events_.back().event.id = ++last_event_;
  }
}

policy::Result<> MemoryStore::record(const Enforcement& enforcement) {
  const std::lock_guard lock(mutex_);
  if (auto fault = fault_in(enforcement)) return *fault;
  if (is_known(enforcement)) return policy::refused("enforcement " + enforcement.id + ": is recorded already");
  if (auto used_up = why_not_counted(enforcement.counts)) return *used_up;
  if (!enforcement.counts.empty()) count(enforcement.counts, enforcement.events.front().at, enforcement.id);
  add_events(enforcement.events, enforcement.id);
  if (enforcement.notice) insert_notice(*enforcement.notice, enforcement.id);
  if (!enforcement.message) return policy::Done{};
  kept_[enforcement.message->id] = {*enforcement.message, enforcement.kept};
  kept_by_[enforcement.message->id] = enforcement.id;
  for (const OutboxRow& row : enforcement.outbox) {
    outbox_.push_back({enforcement.id, row});
    outbox_.back().row.kept_id = enforcement.message->id;
  }
  return policy::Done{};
}

policy::Result<> MemoryStore::settle(const Enforcement& enforcement, bool succeeded) {
  const std::lock_guard lock(mutex_);
  if (!succeeded) withdraw_notice(enforcement.id);
  for (Waiting& one : outbox_) {
    // What failed takes along what was decided anew about its message meanwhile.
    const auto kept = kept_by_.find(one.row.kept_id);
    const bool its_message = !succeeded && kept != kept_by_.end() && kept->second == enforcement.id;
    if ((one.enforcement != enforcement.id && !its_message) || !is_open(one.row)) continue;
    one.row.state = succeeded ? OutboxState::ready : OutboxState::withdrawn;
  }
  if (succeeded) return policy::Done{};
  std::erase_if(counted_, [&](const Counted& one) { return one.enforcement == enforcement.id; });
  Removal sealed;
  std::erase_if(events_, [&](const StoredEvent& one) {
    if (one.enforcement != enforcement.id) return false;
    const auto found = sealed_.find(static_cast<std::int64_t>(one.event.id));
    if (found == sealed_.end()) return true;
    found->second.reset();
    sealed.events.push_back(found->first);
    return true;
  });
  if (!sealed.events.empty()) {
    append_audit(log_, note_of(sealed, kWithdrawn, "the message could not be changed as decided, and was put off"),
                 {"postern", "postern"}, enforcement.events.front().at);
  }
  for (auto& [message, entry] : kept_) {
    if (kept_by_.at(message) == enforcement.id) entry.recipients.clear();
  }
  return policy::Done{};
}

policy::Result<std::optional<OutboxRow>> MemoryStore::by_token(const std::string& token) {
  const std::lock_guard lock(mutex_);
  for (const Waiting& one : outbox_) {
    if (!token.empty() && one.row.token == token && is_open(one.row)) return std::optional(one.row);
  }
  return std::optional<OutboxRow>();
}

policy::Result<bool> MemoryStore::forwarded_before(const std::string& restriction_or_councillor,
                                                   const std::string& message_id) {
  const std::lock_guard lock(mutex_);
  const std::string wanted = valid_text(message_id);
  return !wanted.empty() && std::any_of(events_.begin(), events_.end(), [&](const StoredEvent& one) {
    const bool same = one.event.restriction == restriction_or_councillor ||
                      (!one.event.choice_of.empty() && one.event.choice_of == restriction_or_councillor);
    return one.event.message_id == wanted && same && one.event.action == "forward" && one.event.note != "observed";
  });
}

policy::Result<std::vector<Event>> MemoryStore::events(const EventFilter& filter) {
  const std::lock_guard lock(mutex_);
  std::vector<Event> found;
  for (const StoredEvent& one : events_) {
    if (filter.restriction && one.event.restriction != filter.restriction) continue;
    if (filter.since && one.event.at < *filter.since) continue;
    found.push_back(one.event);
  }
  std::stable_sort(found.begin(), found.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return found;
}

policy::Result<std::vector<KeptEntry>> MemoryStore::kept(bool all) {
  const std::lock_guard lock(mutex_);
  std::vector<KeptEntry> entries;
  for (const auto& [id, entry] : kept_) {
    if (some_wait(entry) || (all && !entry.recipients.empty())) entries.push_back(entry);
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const KeptEntry& a, const KeptEntry& b) { return a.message.at < b.message.at; });
  return entries;
}

policy::Result<KeptEntry> MemoryStore::kept_message(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end()) return no_such_message(id);
  return found->second;
}

policy::Result<> MemoryStore::release(const std::string& id, const std::vector<std::string>& recipients,
                                      const std::vector<OutboxRow>& rows, const AuditNote& note, const Actor& actor,
                                      std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end()) return no_such_message(id);
  KeptEntry next = found->second;
  for (const std::string& recipient : without_repeats(recipients)) {
    if (!set_waiting(next, &recipient, KeptStatus::released)) return no_longer_waits(id, recipient);
  }
  found->second = std::move(next);
  for (const OutboxRow& row : rows) outbox_.push_back({row.id, on_the_way(row, id)});
  append_audit(log_, about(note, id), actor, at);
  return policy::Done{};
}

policy::Result<> MemoryStore::remove(const std::string& id, const AuditNote& note, const Actor& actor,
                                     std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end()) return no_such_message(id);
  if (is_held_message(id)) return held(id);
  if (!set_waiting(found->second, nullptr, KeptStatus::deleted)) return no_longer_waits(id, "anybody");
  append_audit(log_, about(note, id), actor, at);
  return policy::Done{};
}

policy::Result<std::vector<std::string>> MemoryStore::unreferenced(const std::vector<std::string>& ids) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> free;
  for (const std::string& id : ids) {
    if (!is_needed(id) && !is_held_message(id)) free.push_back(id);
  }
  return free;
}

bool MemoryStore::is_needed(const std::string& id) const {
  const auto found = kept_.find(id);
  return (found != kept_.end() && some_wait(found->second)) || has_open_row(id);
}

bool MemoryStore::has_open_row(const std::string& id) const {
  return std::any_of(outbox_.begin(), outbox_.end(),
                     [&](const Waiting& one) { return one.row.kept_id == id && is_open(one.row); });
}

policy::Result<std::size_t> MemoryStore::adopt_prepared() {
  const std::lock_guard lock(mutex_);
  std::size_t adopted = 0;
  for (Waiting& one : outbox_) {
    if (one.row.state != OutboxState::prepared) continue;
    one.row.state = OutboxState::ready;
    ++adopted;
  }
  return adopted;
}

policy::Result<std::vector<OutboxRow>> MemoryStore::due(std::chrono::sys_seconds now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<OutboxRow> rows;
  for (const Waiting& one : outbox_) {
    const bool due = one.row.next_attempt <= now || one.row.next_attempt > now + kLongestWait;
    if (one.row.state == OutboxState::ready && due) rows.push_back(one.row);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const OutboxRow& a, const OutboxRow& b) { return a.next_attempt < b.next_attempt; });
  if (rows.size() > limit) rows.resize(limit);
  return rows;
}

policy::Result<std::vector<OutboxRow>> MemoryStore::waiting() {
  const std::lock_guard lock(mutex_);
  std::vector<OutboxRow> rows;
  for (const Waiting& one : outbox_) {
    if (is_open(one.row)) rows.push_back(one.row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const OutboxRow& a, const OutboxRow& b) { return a.since < b.since; });
  return rows;
}

OutboxRow* MemoryStore::open_row(const std::string& id) {
  const auto found = std::find_if(outbox_.begin(), outbox_.end(),
                                  [&](const Waiting& one) { return one.row.id == id && is_open(one.row); });
  return found == outbox_.end() ? nullptr : &found->row;
}

policy::Result<> MemoryStore::attempted(const std::string& id, const Attempt& attempt, std::chrono::sys_seconds at) {
  const std::lock_guard lock(mutex_);
  OutboxRow* row = open_row(id);
  if (row == nullptr) return no_such_row(id);
  AttemptResult result = result_of(*row, accepted_.contains(id), attempt, at);
  if (row->kept_id.empty()) {
    note_attempt_of_notice(result, at);
    note_listings_sent(result.row, at);
  } else {
    for (const auto& [address, words] : result.refused) keep(kept_[row->kept_id], undeliverable(*row, address, words));
  }
  if (result.any_accepted) accepted_.insert(id);
  *row = std::move(result.row);
  return policy::Done{};
}

policy::Result<> MemoryStore::retry_now(const std::string& id, std::chrono::sys_seconds now) {
  const std::lock_guard lock(mutex_);
  OutboxRow* row = open_row(id);
  if (row == nullptr) return no_such_row(id);
  row->next_attempt = now;
  return policy::Done{};
}

std::unique_ptr<Store> open_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace postern::db
