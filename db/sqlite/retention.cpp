#include "db/shared/change_rules.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

bool holds(SQLite::Database& database, const std::string& question, const std::string& id) {
  SQLite::Statement row(database, "SELECT EXISTS (" + question + ")");
  row.bind(1, id);
  row.executeStep();
  return row.getColumn(0).getInt() != 0;
}

void run_on(SQLite::Database& database, const std::string& statement, const std::string& id) {
  SQLite::Statement row(database, statement);
  row.bind(1, id);
  row.exec();
}

void note(const SQLite::Column& column, std::vector<std::string>& found) {
  found.push_back(column.getString());
}
void note(const SQLite::Column& column, std::vector<std::int64_t>& found) {
  found.push_back(column.getInt64());
}

/// The first column of the rows before that time, at most `limit`.
template <class T>
std::vector<T> column_of(SQLite::Database& database, const std::string& question, std::chrono::sys_seconds before,
                         std::size_t limit) {
  std::vector<T> found;
  SQLite::Statement row(database, question + " LIMIT ?2");
  row.bind(1, seconds(before));
  row.bind(2, static_cast<std::int64_t>(limit));
  while (row.executeStep()) note(row.getColumn(0), found);
  return found;
}

const std::string kHold = "json_extract(r.record, '$.legal_hold') = 1";

const std::string kHeldMessage =
    "SELECT 1 FROM kept_recipient k JOIN restriction r ON r.reference = k.restriction WHERE k.message = ?1 AND " +
    kHold + " UNION ALL SELECT 1 FROM event e JOIN restriction r ON r.reference = e.restriction WHERE e.copy_id = ?1 " +
    "AND e.copy_id <> '' AND " + kHold;

/// Closed rows without a kept message to which nothing refers.
const std::string kSpentRow =
    "SELECT o.id FROM outbox o WHERE o.message IS NULL AND o.state NOT IN ('prepared', 'ready') AND NOT EXISTS (SELECT "
    "1 FROM kept_listing l WHERE l.digest = o.id) AND NOT EXISTS (SELECT 1 FROM restriction r WHERE r.reference = "
    "o.restriction AND " +
    kHold + ")";

std::optional<policy::Error> why_not(SQLite::Database& database, const Removal& removal) {
  for (const std::int64_t id : removal.events) {
    const std::string name = "event " + std::to_string(id);
    if (!holds(database, "SELECT 1 FROM event WHERE id = ?1", std::to_string(id))) return still_needed(name);
    if (holds(database,
              "SELECT 1 FROM event e JOIN restriction r ON r.reference = e.restriction WHERE e.id = ?1 AND " + kHold,
              std::to_string(id))) {
      return held(name);
    }
  }
  for (const std::string& id : removal.kept) {
    if (is_held_message(database, id)) return held(id);
    if (is_needed(database, id) || !holds(database, "SELECT 1 FROM kept_message WHERE id = ?1", id)) {
      return still_needed(id);
    }
  }
  for (const std::string& id : removal.outbox) {
    if (!holds(database, kSpentRow + " AND o.id = ?1", id)) return still_needed("outbox row " + id);
  }
  for (const policy::Reference& reference : removal.restrictions) {
    if (is_held(database, reference)) return held(reference);
    if (!holds(database, "SELECT 1 FROM restriction WHERE reference = ?1 AND status IN ('ended', 'declined')",
               reference)) {
      return still_needed(reference);
    }
  }
  return std::nullopt;
}

void remove_message(SQLite::Database& database, const std::string& id) {
  run_on(database, "DELETE FROM kept_listing WHERE message = ?", id);
  run_on(database, "DELETE FROM kept_look WHERE message = ?", id);
  run_on(database, "DELETE FROM outbox WHERE message = ?", id);
  run_on(database, "DELETE FROM kept_recipient WHERE message = ?", id);
  run_on(database, "DELETE FROM kept_message WHERE id = ?", id);
}

void remove_restriction(SQLite::Database& database, const policy::Reference& reference) {
  run_on(database,
         "INSERT INTO removed_restriction SELECT reference, year, number FROM restriction WHERE reference = ?",
         reference);
  remove_notices(database, reference);
  run_on(database, "DELETE FROM identifier WHERE reference = ?", reference);
  run_on(database, "DELETE FROM restriction_version WHERE reference = ?", reference);
  run_on(database, "DELETE FROM counted_message WHERE restriction = ?", reference);
  run_on(database, "DELETE FROM restriction WHERE reference = ?", reference);
}

/// Entries about the restrictions join those that were named. Nothing twice, and nothing that names what is removed.
std::vector<std::uint64_t> entries_to_blank(SQLite::Database& database, const Removal& removal) {
  std::vector<std::uint64_t> found;
  const auto add = [&](SQLite::Statement& row) {
    while (row.executeStep()) {
      if (names_removed(row.getColumn(1).getString()) || row.getColumn(1).getString() == kEventsSealed) continue;
      found.push_back(static_cast<std::uint64_t>(row.getColumn(0).getInt64()));
    }
  };
  for (const policy::Reference& reference : removal.restrictions) {
    SQLite::Statement row(database, "SELECT sequence, action FROM audit WHERE subject = ? AND data IS NOT NULL");
    row.bind(1, reference);
    add(row);
  }
  for (const std::uint64_t sequence : removal.audit) {
    SQLite::Statement row(database, "SELECT sequence, action FROM audit WHERE sequence = ? AND data IS NOT NULL");
    row.bind(1, static_cast<std::int64_t>(sequence));
    add(row);
  }
  return found;
}

Removal removed(SQLite::Database& database, Removal removal) {
  removal.audit = entries_to_blank(database, removal);
  for (const std::int64_t id : removal.events) remove_event(database, id);
  for (const std::string& id : removal.kept) remove_message(database, id);
  for (const std::string& id : removal.outbox) run_on(database, "DELETE FROM outbox WHERE id = ?", id);
  for (const policy::Reference& reference : removal.restrictions) remove_restriction(database, reference);
  for (const std::uint64_t sequence : removal.audit) {
    run_on(database, "UPDATE audit SET salt = NULL, data = NULL WHERE sequence = ?", std::to_string(sequence));
  }
  if (!removal.restrictions.empty()) database.exec("UPDATE revision SET number = number + 1");
  return removal;
}

}  // namespace

bool remove_event(SQLite::Database& database, std::int64_t id) {
  run_on(database, "DELETE FROM event WHERE id = ?", std::to_string(id));
  SQLite::Statement row(database, "UPDATE sealed_event SET salt = NULL WHERE id = ?");
  row.bind(1, id);
  return row.exec() > 0;
}

bool is_held(SQLite::Database& database, const policy::Reference& reference) {
  return holds(database, "SELECT 1 FROM restriction r WHERE r.reference = ?1 AND " + kHold, reference);
}

bool is_held_message(SQLite::Database& database, const std::string& id) {
  return holds(database, kHeldMessage, id);
}

policy::Result<Removal> SqliteStore::expired(const Expiry& before, std::size_t limit) {
  return reading_much<Removal>([&](SQLite::Database& database) {
    Removal removal;
    removal.kept = column_of<std::string>(
        database,
        "SELECT id FROM kept_message m WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM kept_recipient k WHERE k.message = "
        "m.id AND k.status IN ('kept', 'held', 'refused')) AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = "
        "m.id AND o.state IN ('prepared', 'ready')) AND NOT EXISTS (SELECT 1 FROM kept_recipient k JOIN restriction r "
        "ON r.reference = k.restriction WHERE k.message = m.id AND " +
            kHold +
            ") AND NOT EXISTS (SELECT 1 FROM event e JOIN restriction r ON r.reference = e.restriction WHERE e.copy_id "
            "= m.id AND e.copy_id <> '' AND " +
            kHold + ") ORDER BY at",
        before.kept, limit);
    removal.events = column_of<std::int64_t>(
        database,
        "SELECT e.id FROM event e JOIN sealed_event s ON s.id = e.id WHERE e.at < ?1 AND NOT EXISTS (SELECT 1 FROM "
        "restriction r WHERE r.reference = e.restriction AND " +
            kHold + ") ORDER BY e.at",
        before.events, limit);
    removal.restrictions = column_of<std::string>(
        database,
        "SELECT reference FROM restriction r WHERE status IN ('ended', 'declined') AND changed < ?1 AND NOT "
        "coalesce(" +
            kHold + ", 0) ORDER BY changed",
        before.restrictions, limit);
    removal.outbox =
        column_of<std::string>(database, kSpentRow + " AND o.since < ?1 ORDER BY o.since", before.events, limit);
    return removal;
  });
}

policy::Result<std::vector<std::string>> SqliteStore::unclaimed(const Expiry& before, std::size_t limit) {
  return reading_much<std::vector<std::string>>([&](SQLite::Database& database) {
    std::vector<std::string> found;
    SQLite::Statement row(
        database,
        "SELECT id FROM kept_message m WHERE at < ?1 AND EXISTS (SELECT 1 FROM kept_recipient k WHERE k.message = m.id "
        "AND k.status IN ('kept', 'refused')) AND NOT EXISTS (SELECT 1 FROM kept_recipient k WHERE k.message = m.id "
        "AND k.status = 'held') AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id AND o.state IN "
        "('prepared', 'ready')) AND EXISTS (SELECT 1 FROM kept_listing l WHERE l.message = m.id AND "
        "l.sent < ?2) ORDER BY at");
    row.bind(1, seconds(before.kept));
    row.bind(2, seconds(before.listed));
    while (found.size() < limit && row.executeStep()) {
      std::string id = row.getColumn(0).getString();
      if (!is_held_message(database, id)) found.push_back(std::move(id));
    }
    return found;
  });
}

policy::Result<Removal> SqliteStore::remove_for_good(const Removal& removal, const std::string& action,
                                                     const std::string& why, const Actor& actor,
                                                     std::chrono::sys_seconds at) {
  return writing<Removal>([&](SQLite::Database& database) -> policy::Result<Removal> {
    if (auto error = why_not(database, removal)) return *error;
    Removal gone = removed(database, removal);
    append_audit(database, note_of(gone, action, why), actor, at);
    return gone;
  });
}

std::optional<std::chrono::sys_seconds> run_of(SQLite::Database& database, const std::string& name) {
  SQLite::Statement row(database, "SELECT at FROM timed_work WHERE name = ?");
  row.bind(1, name);
  if (!row.executeStep()) return std::nullopt;
  return instant(row.getColumn(0).getInt64());
}

void set_run(SQLite::Database& database, const std::string& name, std::optional<std::chrono::sys_seconds> at) {
  run_on(database, "DELETE FROM timed_work WHERE name = ?", name);
  if (!at) return;
  SQLite::Statement row(database, "INSERT INTO timed_work VALUES (?, ?)");
  row.bind(1, name);
  row.bind(2, seconds(*at));
  row.exec();
}

policy::Result<std::optional<std::chrono::sys_seconds>> SqliteStore::last_run(const std::string& name) {
  using Found = std::optional<std::chrono::sys_seconds>;
  return reading<Found>([&](SQLite::Database& database) { return run_of(database, name); });
}

policy::Result<> SqliteStore::note_run(const std::string& name, std::optional<std::chrono::sys_seconds> at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    set_run(database, name, at);
    return policy::Done{};
  });
}

}  // namespace postern::db
