#include "db/shared/attempt_result.hpp"
#include "db/shared/change_rules.hpp"
#include "db/shared/words.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

std::optional<OutboxRow> open_row(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(database, std::string("SELECT ") + kOutboxColumns +
                                      " FROM outbox WHERE id = ? AND state IN ('prepared', 'ready')");
  row.bind(1, id);
  if (!row.executeStep()) return std::nullopt;
  return outbox_row(row);
}

bool accepted_before(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(database, "SELECT any_accepted FROM outbox WHERE id = ?");
  row.bind(1, id);
  return row.executeStep() && row.getColumn(0).getInt() != 0;
}

/// Whoever was released and could not be reached waits again, and is no second recipient.
bool waits_again(SQLite::Database& database, const std::string& message, const KeptRecipient& recipient) {
  SQLite::Statement row(
      database,
      "UPDATE kept_recipient SET status = 'kept', note = ?3 WHERE message = ?1 AND place = (SELECT "
      "min(place) FROM kept_recipient WHERE message = ?1 AND recipient = ?2 AND status = 'released')");
  row.bind(1, message);
  row.bind(2, recipient.recipient);
  row.bind(3, recipient.note);
  return row.exec() > 0;
}

void keep(SQLite::Database& database, const std::string& message, const KeptRecipient& recipient) {
  if (waits_again(database, message, recipient)) return;
  SQLite::Statement last(database, "SELECT coalesce(max(place), -1) + 1 FROM kept_recipient WHERE message = ?");
  last.bind(1, message);
  last.executeStep();
  insert_kept_recipient(database, message, last.getColumn(0).getInt64(), recipient);
}

void update(SQLite::Database& database, const AttemptResult& result) {
  SQLite::Statement update(
      database,
      "UPDATE outbox SET state = ?, recipients = ?, attempts = ?, last_error = ?, next_attempt = ?, "
      "any_accepted = ?, header = ? WHERE id = ?");
  update.bind(1, std::string(to_text(result.row.state)));
  update.bind(2, join_texts(result.row.recipients));
  update.bind(3, static_cast<std::int64_t>(result.row.attempts));
  update.bind(4, result.row.last_error);
  update.bind(5, seconds(result.row.next_attempt));
  update.bind(6, result.any_accepted ? 1 : 0);
  update.bind(7, result.row.header);
  update.bind(8, result.row.id);
  update.exec();
}

/// From then on whoever was sent the digest can know of what it lists.
void note_listings_sent(SQLite::Database& database, const OutboxRow& row, std::chrono::sys_seconds at) {
  if (row.state != OutboxState::sent) return;
  SQLite::Statement listings(database, "UPDATE kept_listing SET sent = ? WHERE digest = ?");
  listings.bind(1, seconds(at));
  listings.bind(2, row.id);
  listings.exec();
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
    SQLite::Statement row(database,
                          std::string("SELECT ") + kOutboxColumns +
                              " FROM outbox WHERE state = 'ready' AND (next_attempt <= ? OR next_attempt > ?) ORDER BY "
                              "next_attempt, rowid LIMIT ?");
    row.bind(1, seconds(now));
    row.bind(2, seconds(now + kLongestWait));
    row.bind(3, static_cast<std::int64_t>(limit));
    while (row.executeStep()) rows.push_back(outbox_row(row));
    return rows;
  });
}

policy::Result<std::vector<OutboxRow>> SqliteStore::waiting() {
  return reading_much<std::vector<OutboxRow>>([](SQLite::Database& database) {
    std::vector<OutboxRow> rows;
    SQLite::Statement row(database, std::string("SELECT ") + kOutboxColumns +
                                        " FROM outbox WHERE state IN ('prepared', 'ready') ORDER BY since, rowid");
    while (row.executeStep()) rows.push_back(outbox_row(row));
    return rows;
  });
}

policy::Result<> SqliteStore::attempted(const std::string& id, const Attempt& attempt, std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    auto row = open_row(database, id);
    if (!row) return no_such_row(id);
    const AttemptResult result = result_of(*row, accepted_before(database, id), attempt, at);
    if (row->kept_id.empty()) {
      note_attempt_of_notice(database, result, at);
      note_listings_sent(database, result.row, at);
      update(database, result);
      return policy::Done{};
    }
    for (const auto& [address, words] : result.refused) {
      keep(database, row->kept_id, undeliverable(*row, address, words));
    }
    update(database, result);
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
