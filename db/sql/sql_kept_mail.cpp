#include <algorithm>

#include "db/shared/change_rules.hpp"
#include "db/sql/audit_rows.hpp"
#include "db/sql/kept_rows.hpp"
#include "db/sql/legal_hold.hpp"
#include "db/sql/outbox_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

constexpr const char* kSetWaiting =
    "UPDATE kept_recipient SET status = $1 WHERE message = $2 AND status IN ('kept', 'held', 'refused')";

}  // namespace

policy::Result<std::vector<KeptEntry>> SqlStore::kept(bool all) {
  return reading_much<std::vector<KeptEntry>>([&](Session& session) {
    std::vector<KeptEntry> entries = kept_entries(session);
    std::erase_if(entries, [&](const KeptEntry& entry) {
      const bool some_wait = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                         [](const KeptRecipient& one) { return waits(one.status); });
      // A message of which copies were sent and nothing was kept is no quarantine's.
      return !some_wait && (!all || entry.recipients.empty());
    });
    return entries;
  });
}

policy::Result<KeptEntry> SqlStore::kept_message(const std::string& id) {
  return reading<KeptEntry>([&](Session& session) -> policy::Result<KeptEntry> {
    auto entry = kept_entry(session, id);
    if (!entry) return no_such_message(id);
    return std::move(*entry);
  });
}

policy::Result<> SqlStore::release(const std::string& id, const std::vector<std::string>& recipients,
                                   const std::vector<OutboxRow>& rows, const AuditNote& note, const Actor& actor,
                                   std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    if (!is_kept(session, id)) return no_such_message(id);
    for (const std::string& recipient : without_repeats(recipients)) {
      const std::size_t released =
          run(session, std::string(kSetWaiting) + " AND recipient = $3", KeptStatus::released, id, recipient);
      if (released == 0) return no_longer_waits(id, recipient);
    }
    for (const OutboxRow& row : rows) insert_outbox_row(session, on_the_way(row, id), row.id);
    append_audit(session, about(note, id), actor, at);
    return policy::Done{};
  });
}

policy::Result<> SqlStore::remove(const std::string& id, const AuditNote& note, const Actor& actor,
                                  std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    if (!is_kept(session, id)) return no_such_message(id);
    if (is_held_message(session, id)) return held(id);
    if (run(session, kSetWaiting, KeptStatus::deleted, id) == 0) return no_longer_waits(id, "anybody");
    append_audit(session, about(note, id), actor, at);
    return policy::Done{};
  });
}

policy::Result<std::vector<std::string>> SqlStore::unreferenced(const std::vector<std::string>& ids) {
  return reading_much<std::vector<std::string>>([&](Session& session) {
    std::vector<std::string> free;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(free),
                 [&](const std::string& id) { return !is_needed(session, id) && !is_held_message(session, id); });
    return free;
  });
}

}  // namespace postern::db
