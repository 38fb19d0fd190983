#include <algorithm>

#include "db/sqlite/sqlite_store.hpp"
#include "db/words.hpp"

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

bool is_released(SQLite::Database& database, const std::string& message, const std::string& recipient) {
  SQLite::Statement row(
      database,
      "UPDATE kept_recipient SET status = 'released' WHERE message = ? AND place = (SELECT place FROM "
      "kept_recipient WHERE message = ?1 AND recipient = ?2 AND status IN ('kept', 'held', 'refused') ORDER "
      "BY place LIMIT 1)");
  row.bind(1, message);
  row.bind(2, recipient);
  return row.exec() == 1;
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

}  // namespace

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
    SQLite::Statement row(database, std::string("SELECT ") + kMessageColumns + " FROM kept_message WHERE id = ?");
    row.bind(1, id);
    if (!row.executeStep()) return policy::refused(id + ": there is no such kept message");
    return KeptEntry{message_of(row), recipients_of(database, id)};
  });
}

policy::Result<> SqliteStore::release(const std::string& id, const std::vector<std::string>& recipients,
                                      const std::vector<OutboxRow>& rows, const AuditNote& note, const Actor& actor,
                                      std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    for (const std::string& recipient : recipients) {
      if (is_released(database, id, recipient)) continue;
      return policy::Error{policy::Fault::conflict,
                           {id + ": " + recipient + " no longer waits: it was released or deleted"}};
    }
    for (const OutboxRow& row : rows) insert_outbox_row(database, row, row.id);
    append_audit(database, note, actor, at);
    return policy::Done{};
  });
}

policy::Result<> SqliteStore::remove(const std::string& id, const AuditNote& note, const Actor& actor,
                                     std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    SQLite::Statement row(
        database,
        "UPDATE kept_recipient SET status = 'deleted' WHERE message = ? AND status IN ('kept', 'held', "
        "'refused')");
    row.bind(1, id);
    if (row.exec() == 0) return policy::Error{policy::Fault::conflict, {id + ": nobody waits for this message"}};
    append_audit(database, note, actor, at);
    return policy::Done{};
  });
}

policy::Result<std::vector<std::string>> SqliteStore::unreferenced(const std::vector<std::string>& ids) {
  return reading_much<std::vector<std::string>>([&](SQLite::Database& database) {
    std::vector<std::string> free;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(free),
                 [&](const std::string& id) { return !is_needed(database, id); });
    return free;
  });
}

}  // namespace postern::db
