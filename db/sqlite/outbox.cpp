#include <algorithm>

#include "db/sqlite/sqlite_store.hpp"
#include "db/words.hpp"

namespace postern::db {
namespace {

policy::Error no_such_row(const std::string& id) {
  return policy::refused(id + ": nothing of that id waits in the outbox");
}

std::optional<OutboxRow> open_row(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(database, std::string("SELECT ") + kOutboxColumns +
                                      " FROM outbox WHERE id = ? AND state IN ('prepared', 'ready')");
  row.bind(1, id);
  if (!row.executeStep()) return std::nullopt;
  return outbox_row(row);
}

/// Refused for good: back into the quarantine, so that somebody sees it.
void keep_undeliverable(SQLite::Database& database, const OutboxRow& row, const std::string& address,
                        const std::string& words) {
  if (row.kept_id.empty()) return;
  SQLite::Statement last(database, "SELECT coalesce(max(place), -1) + 1 FROM kept_recipient WHERE message = ?");
  last.bind(1, row.kept_id);
  last.executeStep();
  KeptRecipient recipient;
  recipient.recipient = address;
  recipient.restriction = row.restriction;
  recipient.note = "undeliverable: " + words;
  insert_kept_recipient(database, row.kept_id, last.getColumn(0).getInt64(), recipient);
}

void update(SQLite::Database& database, const OutboxRow& row) {
  SQLite::Statement update(
      database,
      "UPDATE outbox SET state = ?, recipients = ?, attempts = ?, last_error = ?, next_attempt = ? WHERE "
      "id = ?");
  update.bind(1, std::string(to_text(row.state)));
  update.bind(2, join_texts(row.recipients));
  update.bind(3, static_cast<std::int64_t>(row.attempts));
  update.bind(4, row.last_error);
  update.bind(5, seconds(row.next_attempt));
  update.bind(6, row.id);
  update.exec();
}

}  // namespace

policy::Result<std::size_t> SqliteStore::adopt_prepared() {
  return writing<std::size_t>([](SQLite::Database& database) {
    SQLite::Statement row(database, "UPDATE outbox SET state = 'ready' WHERE state = 'prepared'");
    return static_cast<std::size_t>(row.exec());
  });
}

policy::Result<std::vector<OutboxRow>> SqliteStore::due(std::chrono::sys_seconds now, std::size_t limit) {
  return reading<std::vector<OutboxRow>>([&](SQLite::Database& database) {
    std::vector<OutboxRow> rows;
    SQLite::Statement row(
        database, std::string("SELECT ") + kOutboxColumns +
                      " FROM outbox WHERE state = 'ready' AND next_attempt <= ? ORDER BY next_attempt, id LIMIT ?");
    row.bind(1, seconds(now));
    row.bind(2, static_cast<std::int64_t>(limit));
    while (row.executeStep()) rows.push_back(outbox_row(row));
    return rows;
  });
}

policy::Result<std::vector<OutboxRow>> SqliteStore::waiting() {
  return reading_much<std::vector<OutboxRow>>([](SQLite::Database& database) {
    std::vector<OutboxRow> rows;
    SQLite::Statement row(database, std::string("SELECT ") + kOutboxColumns +
                                        " FROM outbox WHERE state IN ('prepared', 'ready') ORDER BY since, id");
    while (row.executeStep()) rows.push_back(outbox_row(row));
    return rows;
  });
}

policy::Result<> SqliteStore::attempted(const std::string& id, const Attempt& attempt,
                                        std::chrono::sys_seconds /*at*/) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    auto row = open_row(database, id);
    if (!row) return no_such_row(id);
    for (const auto& [address, words] : attempt.refused) keep_undeliverable(database, *row, address, words);
    apply_attempt(*row, attempt);
    update(database, *row);
    return policy::Done{};
  });
}

policy::Result<> SqliteStore::retry_now(const std::string& id, std::chrono::sys_seconds now) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    SQLite::Statement row(database,
                          "UPDATE outbox SET next_attempt = ? WHERE id = ? AND state IN ('prepared', 'ready')");
    row.bind(1, seconds(now));
    row.bind(2, id);
    if (row.exec() == 0) return no_such_row(id);
    return policy::Done{};
  });
}

}  // namespace postern::db
