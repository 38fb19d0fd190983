// Notices to customers: when each was, so that the next one does not come too soon.
#include "db/shared/change_rules.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

/// Also one that lies ahead counts: the clock has been set back since.
bool comes_too_soon(SQLite::Database& database, const Notice& notice) {
  SQLite::Statement row(database, "SELECT 1 FROM notice WHERE restriction = ? AND at > ? AND at < ? LIMIT 1");
  row.bind(1, *notice.row.restriction);
  row.bind(2, seconds(notice.row.since - notice.every));
  row.bind(3, seconds(notice.row.since + notice.every));
  return row.executeStep();
}

std::string customer_of(SQLite::Database& database, const std::string& outbox_row) {
  SQLite::Statement row(
      database, "SELECT customer FROM notice WHERE enforcement = (SELECT enforcement FROM outbox WHERE id = ?)");
  row.bind(1, outbox_row);
  return row.executeStep() ? row.getColumn(0).getString() : std::string();
}

/// Whom it was for is no longer needed.
void close(SQLite::Database& database, const AttemptResult& result, std::chrono::sys_seconds at) {
  SQLite::Statement row(
      database,
      "UPDATE notice SET customer = '', sent = ? WHERE enforcement = (SELECT enforcement FROM outbox WHERE id = ?)");
  if (result.any_accepted) row.bind(1, seconds(at));
  row.bind(2, result.row.id);
  row.exec();
}

void run_for(SQLite::Database& database, const char* statement, const std::string& name) {
  SQLite::Statement row(database, statement);
  row.bind(1, name);
  row.exec();
}

}  // namespace

void insert_notice(SQLite::Database& database, const Notice& notice, const std::string& enforcement) {
  if (comes_too_soon(database, notice)) return;
  SQLite::Statement row(database, "INSERT INTO notice (enforcement, restriction, at, customer) VALUES (?, ?, ?, ?)");
  row.bind(1, enforcement);
  row.bind(2, *notice.row.restriction);
  row.bind(3, seconds(notice.row.since));
  row.bind(4, notice.customer);
  row.exec();
  insert_outbox_row(database, notice.row, enforcement);
}

void withdraw_notice(SQLite::Database& database, const std::string& enforcement) {
  run_for(
      database,
      "DELETE FROM notice WHERE enforcement = ?1 AND EXISTS (SELECT 1 FROM outbox WHERE enforcement = ?1 AND kind = "
      "'notice' AND state IN ('prepared', 'ready'))",
      enforcement);
  run_for(database, "DELETE FROM outbox WHERE enforcement = ? AND kind = 'notice' AND state IN ('prepared', 'ready')",
          enforcement);
}

void note_attempt_of_notice(SQLite::Database& database, const AttemptResult& result, std::chrono::sys_seconds at) {
  if (result.row.kind != OutboxKind::notice) return;
  const std::string customer = customer_of(database, result.row.id);
  for (const Event& event : not_arrived(result, customer, at)) {
    insert_event(database, printable(event), result.row.id);
  }
  if (result.row.recipients.empty()) close(database, result, at);
}

void remove_notices(SQLite::Database& database, const policy::Reference& restriction) {
  run_for(database, "DELETE FROM outbox WHERE restriction = ? AND kind = 'notice'", restriction);
  run_for(database, "DELETE FROM notice WHERE restriction = ?", restriction);
}

policy::Result<std::optional<std::chrono::sys_seconds>> SqliteStore::last_notice(const policy::Reference& restriction) {
  using Found = std::optional<std::chrono::sys_seconds>;
  return reading<Found>([&](SQLite::Database& database) -> policy::Result<Found> {
    SQLite::Statement row(database, "SELECT max(sent) FROM notice WHERE restriction = ?");
    row.bind(1, restriction);
    if (!row.executeStep() || row.getColumn(0).isNull()) return Found();
    return Found(instant(row.getColumn(0).getInt64()));
  });
}

policy::Result<std::vector<NoticeRecord>> SqliteStore::notices() {
  return reading_much<std::vector<NoticeRecord>>([&](SQLite::Database& database) {
    std::vector<NoticeRecord> found;
    SQLite::Statement row(database, "SELECT restriction, at, customer, sent FROM notice ORDER BY at, restriction");
    while (row.executeStep()) {
      found.push_back(
          {row.getColumn(0).getString(), instant(row.getColumn(1).getInt64()), row.getColumn(2).getString(), {}});
      if (!row.getColumn(3).isNull()) found.back().sent = instant(row.getColumn(3).getInt64());
    }
    return found;
  });
}

}  // namespace postern::db
