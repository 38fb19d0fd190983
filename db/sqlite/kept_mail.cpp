#include <algorithm>

#include "db/shared/change_rules.hpp"
#include "db/shared/words.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

constexpr const char* kMessageColumns =
    "id, at, mail_from, queue_id, message_id, client, helo, size, sha256, utf8, eight_bit";

KeptMessage message_of(const SQLite::Statement& row) {
  KeptMessage message;
  message.id = row.getColumn(0).getString();
  message.at = instant(row.getColumn(1).getInt64());
  message.mail_from = row.getColumn(2).getString();
  message.queue_id = row.getColumn(3).getString();
  message.message_id = row.getColumn(4).getString();
  message.client = row.getColumn(5).getString();
  message.helo = row.getColumn(6).getString();
  message.size = static_cast<std::uint64_t>(row.getColumn(7).getInt64());
  message.sha256 = row.getColumn(8).getString();
  message.utf8 = row.getColumn(9).getInt() != 0;
  message.eight_bit = row.getColumn(10).getInt() != 0;
  return message;
}

std::vector<KeptRecipient> recipients_of(SQLite::Database& database, const std::string& message) {
  std::vector<KeptRecipient> recipients;
  SQLite::Statement row(database,
                        "SELECT recipient, status, restriction, choice_of, release_at, note FROM kept_recipient WHERE "
                        "message = ? ORDER BY place");
  row.bind(1, message);
  while (row.executeStep()) {
    KeptRecipient recipient;
    recipient.recipient = row.getColumn(0).getString();
    recipient.status = kept_status_from_text(row.getColumn(1).getString());
    recipient.restriction = optional_text(row, 2);
    recipient.choice_of = row.getColumn(3).getString();
    if (!row.getColumn(4).isNull()) recipient.release_at = instant(row.getColumn(4).getInt64());
    recipient.note = row.getColumn(5).getString();
    recipients.push_back(std::move(recipient));
  }
  return recipients;
}

/// Those who wait, or those of them with this name; whether there was one.
bool set_waiting(SQLite::Database& database, const std::string& message, const std::optional<std::string>& recipient,
                 KeptStatus status) {
  SQLite::Statement row(
      database,
      "UPDATE kept_recipient SET status = ?1 WHERE message = ?2 AND (?3 IS NULL OR recipient = ?3) AND "
      "status IN ('kept', 'held', 'refused')");
  row.bind(1, std::string(to_text(status)));
  row.bind(2, message);
  bind_optional(row, 3, recipient);
  return row.exec() > 0;
}

bool is_there(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(database, "SELECT 1 FROM kept_message WHERE id = ?");
  row.bind(1, id);
  return row.executeStep();
}

}  // namespace

std::optional<KeptEntry> kept_entry(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(database, std::string("SELECT ") + kMessageColumns + " FROM kept_message WHERE id = ?");
  row.bind(1, id);
  if (!row.executeStep()) return std::nullopt;
  return KeptEntry{message_of(row), recipients_of(database, id)};
}

bool is_needed(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(
      database,
      "SELECT EXISTS (SELECT 1 FROM kept_recipient WHERE message = ?1 AND status IN ('kept', 'held', "
      "'refused')) OR EXISTS (SELECT 1 FROM outbox WHERE message = ?1 AND state IN ('prepared', 'ready'))");
  row.bind(1, id);
  row.executeStep();
  return row.getColumn(0).getInt() != 0;
}

policy::Result<std::vector<KeptEntry>> SqliteStore::kept(bool all) {
  return reading_much<std::vector<KeptEntry>>([&](SQLite::Database& database) {
    std::vector<KeptEntry> entries;
    SQLite::Statement row(database, std::string("SELECT ") + kMessageColumns + " FROM kept_message ORDER BY at, id");
    while (row.executeStep()) {
      KeptEntry entry{message_of(row), {}};
      entry.recipients = recipients_of(database, entry.message.id);
      const bool some_wait = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                         [](const KeptRecipient& one) { return waits(one.status); });
      // A message of which copies were sent and nothing was kept is no quarantine's.
      if (some_wait || (all && !entry.recipients.empty())) entries.push_back(std::move(entry));
    }
    return entries;
  });
}

policy::Result<KeptEntry> SqliteStore::kept_message(const std::string& id) {
  return reading<KeptEntry>([&](SQLite::Database& database) -> policy::Result<KeptEntry> {
    auto entry = kept_entry(database, id);
    if (!entry) return no_such_message(id);
    return std::move(*entry);
  });
}

policy::Result<> SqliteStore::release(const std::string& id, const std::vector<std::string>& recipients,
                                      const std::vector<OutboxRow>& rows, const AuditNote& note, const Actor& actor,
                                      std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    if (!is_there(database, id)) return no_such_message(id);
    for (const std::string& recipient : without_repeats(recipients)) {
      if (!set_waiting(database, id, recipient, KeptStatus::released)) return no_longer_waits(id, recipient);
    }
    for (const OutboxRow& row : rows) insert_outbox_row(database, on_the_way(row, id), row.id);
    append_audit(database, about(note, id), actor, at);
    return policy::Done{};
  });
}

policy::Result<> SqliteStore::remove(const std::string& id, const AuditNote& note, const Actor& actor,
                                     std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    if (!is_there(database, id)) return no_such_message(id);
    if (is_held_message(database, id)) return held(id);
    if (!set_waiting(database, id, std::nullopt, KeptStatus::deleted)) return no_longer_waits(id, "anybody");
    append_audit(database, about(note, id), actor, at);
    return policy::Done{};
  });
}

policy::Result<std::vector<std::string>> SqliteStore::unreferenced(const std::vector<std::string>& ids) {
  return reading_much<std::vector<std::string>>([&](SQLite::Database& database) {
    std::vector<std::string> free;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(free),
                 [&](const std::string& id) { return !is_needed(database, id) && !is_held_message(database, id); });
    return free;
  });
}

}  // namespace postern::db
