#include "db/shared/words.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

AuditHead head_of(SQLite::Database& database) {
  SQLite::Statement row(database, "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
  if (!row.executeStep()) return no_entries();
  return {static_cast<std::uint64_t>(row.getColumn(0).getInt64()), row.getColumn(1).getString()};
}

AuditEntry audit_entry(const SQLite::Statement& row) {
  AuditEntry entry;
  entry.sequence = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
  entry.at = instant(row.getColumn(1).getInt64());
  entry.actor = row.getColumn(2).getString();
  entry.login = row.getColumn(3).getString();
  entry.action = row.getColumn(4).getString();
  entry.subject = row.getColumn(5).getString();
  entry.data_hash = row.getColumn(6).getString();
  entry.previous = row.getColumn(7).getString();
  entry.hash = row.getColumn(8).getString();
  entry.salt = optional_text(row, 9);
  entry.data = optional_text(row, 10);
  return entry;
}

}  // namespace

const char* const kOutboxColumns =
    "id, kind, state, message, mail_from, recipients, header, token, since, attempts, last_error, next_attempt, "
    "restriction";

void bind_optional(SQLite::Statement& statement, int place, const std::optional<std::string>& text) {
  if (text) {
    statement.bind(place, *text);
  } else {
    statement.bind(place);
  }
}

std::optional<std::string> optional_text(const SQLite::Statement& statement, int column) {
  const SQLite::Column value = statement.getColumn(column);
  if (value.isNull()) return std::nullopt;
  return value.getString();
}

void append_audit(SQLite::Database& database, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  const AuditEntry entry = chained(head_of(database), note, actor, at);
  SQLite::Statement row(database, "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(1, static_cast<std::int64_t>(entry.sequence));
  row.bind(2, seconds(entry.at));
  row.bind(3, entry.actor);
  row.bind(4, entry.login);
  row.bind(5, entry.action);
  row.bind(6, entry.subject);
  row.bind(7, entry.data_hash);
  row.bind(8, entry.previous);
  row.bind(9, entry.hash);
  bind_optional(row, 10, entry.salt);
  bind_optional(row, 11, entry.data);
  row.exec();
}

void insert_outbox_row(SQLite::Database& database, const OutboxRow& row, const std::string& enforcement) {
  SQLite::Statement insert(
      database,
      "INSERT INTO outbox (id, kind, state, message, mail_from, recipients, header, token, since, "
      "attempts, last_error, next_attempt, restriction, enforcement) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?)");
  insert.bind(1, row.id);
  insert.bind(2, std::string(to_text(row.kind)));
  insert.bind(3, std::string(to_text(row.state)));
  bind_optional(insert, 4, row.kept_id.empty() ? std::nullopt : std::optional(row.kept_id));
  insert.bind(5, row.mail_from);
  insert.bind(6, join_texts(row.recipients));
  insert.bind(7, row.header);
  insert.bind(8, row.token);
  insert.bind(9, seconds(row.since));
  insert.bind(10, static_cast<std::int64_t>(row.attempts));
  insert.bind(11, row.last_error);
  insert.bind(12, seconds(row.next_attempt));
  bind_optional(insert, 13, row.restriction);
  insert.bind(14, enforcement);
  insert.exec();
}

OutboxRow outbox_row(const SQLite::Statement& statement) {
  OutboxRow row;
  row.id = statement.getColumn(0).getString();
  row.kind = outbox_kind_from_text(statement.getColumn(1).getString());
  row.state = outbox_state_from_text(statement.getColumn(2).getString());
  row.kept_id = optional_text(statement, 3).value_or("");
  row.mail_from = statement.getColumn(4).getString();
  row.recipients = split_texts(statement.getColumn(5).getString());
  row.header = statement.getColumn(6).getString();
  row.token = statement.getColumn(7).getString();
  row.since = instant(statement.getColumn(8).getInt64());
  row.attempts = static_cast<unsigned>(statement.getColumn(9).getInt64());
  row.last_error = statement.getColumn(10).getString();
  row.next_attempt = instant(statement.getColumn(11).getInt64());
  row.restriction = optional_text(statement, 12);
  return row;
}

policy::Result<std::vector<AuditEntry>> SqliteStore::audit(std::uint64_t after, std::size_t limit) {
  return reading_much<std::vector<AuditEntry>>([&](SQLite::Database& database) {
    std::vector<AuditEntry> entries;
    SQLite::Statement row(
        database,
        "SELECT sequence, at, actor, login, action, subject, data_hash, previous, hash, salt, data FROM "
        "audit WHERE sequence > ? ORDER BY sequence LIMIT ?");
    row.bind(1, static_cast<std::int64_t>(after));
    row.bind(2, static_cast<std::int64_t>(limit));
    while (row.executeStep()) entries.push_back(audit_entry(row));
    return entries;
  });
}

policy::Result<AuditHead> SqliteStore::audit_head() {
  return reading<AuditHead>([](SQLite::Database& database) { return head_of(database); });
}

}  // namespace postern::db
