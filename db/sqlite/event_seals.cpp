#include "db/chain/canonical_text.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

std::int64_t last_sealed(SQLite::Database& database) {
  return database.execAndGet("SELECT coalesce(max(id), 0) FROM sealed_event").getInt64();
}

/// Where the next seal ends; empty where nothing is to be sealed. Ids, not times, make the range: clocks go back.
std::optional<std::int64_t> next_end(SQLite::Database& database, std::int64_t last, std::chrono::sys_seconds until,
                                     std::size_t limit) {
  SQLite::Statement row(database,
                        "SELECT max(id) FROM (SELECT id FROM event WHERE id > ?1 AND id <= (SELECT max(id) FROM event "
                        "WHERE id > ?1 AND at <= ?2) ORDER BY id LIMIT ?3)");
  row.bind(1, last);
  row.bind(2, seconds(until));
  row.bind(3, static_cast<std::int64_t>(limit));
  if (!row.executeStep() || row.getColumn(0).isNull()) return std::nullopt;
  return row.getColumn(0).getInt64();
}

StoredEvent stored_event(const SQLite::Statement& row, std::int64_t id, int first) {
  StoredEvent stored{row.getColumn(first).getString(), event_of(row, first + 1)};
  stored.event.id = static_cast<std::uint64_t>(id);
  return stored;
}

EventSeal sealed_range(SQLite::Database& database, std::int64_t from, std::int64_t to) {
  EventSeal seal{from, to, {}};
  SQLite::Statement row(database, std::string("SELECT id, enforcement, ") + kEventColumns +
                                      " FROM event WHERE id >= ? AND id <= ? ORDER BY id");
  row.bind(1, from);
  row.bind(2, to);
  SQLite::Statement insert(database, "INSERT INTO sealed_event VALUES (?, ?)");
  while (row.executeStep()) {
    const std::int64_t id = row.getColumn(0).getInt64();
    const std::string salt = fresh_salt();
    insert.bind(1, id);
    insert.bind(2, salt);
    insert.exec();
    insert.reset();
    seal.events.emplace_back(id, hash_of(stored_event(row, id, 1), salt));
  }
  return seal;
}

}  // namespace

policy::Result<std::size_t> SqliteStore::seal_events(std::chrono::sys_seconds until, std::size_t limit,
                                                     const Actor& actor, std::chrono::sys_seconds at) {
  return writing<std::size_t>([&](SQLite::Database& database) -> policy::Result<std::size_t> {
    const std::int64_t last = last_sealed(database);
    const auto end = next_end(database, last, until, limit);
    if (!end) return std::size_t{0};
    const EventSeal seal = sealed_range(database, last + 1, *end);
    append_audit(database, note_of(seal), actor, at);
    return seal.events.size();
  });
}

policy::Result<std::vector<SealedEvent>> SqliteStore::sealed(std::int64_t after, std::size_t limit) {
  return reading_much<std::vector<SealedEvent>>([&](SQLite::Database& database) {
    std::vector<SealedEvent> found;
    SQLite::Statement row(database, std::string("SELECT i.id, s.id, s.salt, e.id, e.enforcement, ") + kEventColumns +
                                        " FROM (SELECT id FROM event WHERE id > ?1 UNION SELECT id FROM sealed_event "
                                        "WHERE id > ?1 ORDER BY id LIMIT ?2) i LEFT JOIN sealed_event s ON s.id = i.id "
                                        "LEFT JOIN event e ON e.id = i.id ORDER BY i.id");
    row.bind(1, after);
    row.bind(2, static_cast<std::int64_t>(limit));
    while (row.executeStep()) {
      SealedEvent one{row.getColumn(0).getInt64(), !row.getColumn(1).isNull(), optional_text(row, 2), std::nullopt};
      if (!row.getColumn(3).isNull()) one.stored = stored_event(row, one.id, 4);
      found.push_back(std::move(one));
    }
    return found;
  });
}

policy::Result<> SqliteStore::note(const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    append_audit(database, note, actor, at);
    return policy::Done{};
  });
}

}  // namespace postern::db
