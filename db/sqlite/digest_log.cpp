#include <algorithm>

#include "db/shared/change_rules.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

using Times = std::map<std::string, std::chrono::sys_seconds>;

bool row_is_there(SQLite::Database& database, const std::string& id) {
  SQLite::Statement row(database, "SELECT 1 FROM outbox WHERE id = ?");
  row.bind(1, id);
  return row.executeStep();
}

void list(SQLite::Database& database, const Listing& listing) {
  SQLite::Statement row(database,
                        "INSERT OR IGNORE INTO kept_listing SELECT id, ?2, NULL FROM kept_message WHERE id = ?1");
  row.bind(1, listing.message);
  row.bind(2, listing.digest);
  row.exec();
}

void forget_later_looks(SQLite::Database& database, const std::string& message, std::chrono::sys_seconds at) {
  SQLite::Statement row(database, "DELETE FROM kept_look WHERE message = ? AND at > ?");
  row.bind(1, message);
  row.bind(2, seconds(at));
  row.exec();
}

/// Names and times.
Times times_of(SQLite::Database& database, const char* question) {
  Times times;
  SQLite::Statement row(database, question);
  while (row.executeStep()) times[row.getColumn(0).getString()] = instant(row.getColumn(1).getInt64());
  return times;
}

}  // namespace

policy::Result<> SqliteStore::post(const Posting& posting) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    if (auto fault = fault_in(posting)) return *fault;
    if (run_of(database, posting.run) != posting.after) return run_meanwhile(posting.run);
    for (const OutboxRow& row : posting.rows) {
      if (row_is_there(database, row.id)) return policy::refused("outbox row " + row.id + ": is there already");
      insert_outbox_row(database, on_the_way(row, {}), row.id);
    }
    for (const Listing& listing : posting.listings) list(database, listing);
    set_run(database, posting.run, posting.at);
    return policy::Done{};
  });
}

policy::Result<> SqliteStore::looked_at(const std::vector<std::string>& messages, const std::optional<AuditNote>& note,
                                        const Actor& actor, std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    for (const std::string& message : messages) {
      forget_later_looks(database, message, at);
      SQLite::Statement row(database,
                            "INSERT OR REPLACE INTO kept_look SELECT id, ?2, ?3 FROM kept_message WHERE id = ?1");
      row.bind(1, message);
      row.bind(2, actor.login);
      row.bind(3, seconds(at));
      row.exec();
    }
    if (note) append_audit(database, *note, actor, at);
    return policy::Done{};
  });
}

policy::Result<Times> SqliteStore::last_listings() {
  return reading_much<Times>([](SQLite::Database& database) {
    return times_of(database, "SELECT message, max(sent) FROM kept_listing WHERE sent IS NOT NULL GROUP BY message");
  });
}

policy::Result<Times> SqliteStore::last_looks() {
  return reading_much<Times>([](SQLite::Database& database) {
    return times_of(database, "SELECT message, max(at) FROM kept_look GROUP BY message");
  });
}

policy::Result<Times> SqliteStore::last_events() {
  return reading_much<Times>([](SQLite::Database& database) {
    return times_of(database,
                    "SELECT restriction, max(at) FROM event WHERE restriction IS NOT NULL AND action <> 'notice' GROUP "
                    "BY restriction");
  });
}

}  // namespace postern::db
