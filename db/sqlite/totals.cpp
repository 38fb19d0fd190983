#include "db/shared/words.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

constexpr const char* kWaits = "status IN ('kept', 'held', 'refused')";

void count_kept(SQLite::Database& database, WaitingTotals& totals) {
  SQLite::Statement row(database,
                        std::string("SELECT count(*), coalesce(sum(size), 0) FROM kept_message WHERE id IN (SELECT "
                                    "message FROM kept_recipient WHERE ") +
                            kWaits + ")");
  row.executeStep();
  totals.kept = static_cast<std::size_t>(row.getColumn(0).getInt64());
  totals.kept_size = static_cast<std::uint64_t>(row.getColumn(1).getInt64());
}

/// ?1 is now, ?2 since, ?3 credible. The last look is taken before it is asked whether it can be.
void count_unread(SQLite::Database& database, const Unread& unread, WaitingTotals& totals) {
  SQLite::Statement row(
      database,
      std::string("SELECT count(*) FROM (SELECT at, (SELECT max(at) FROM kept_look WHERE message = id) AS looked FROM "
                  "kept_message WHERE EXISTS (SELECT 1 FROM kept_recipient WHERE message = id AND ") +
          kWaits +
          " AND NOT (status = 'held' AND release_at > ?1 AND kept_message.at <= ?3))) WHERE "
          "max(iif(at <= ?3, at, ?2), iif(looked <= ?3, looked, ?2)) <= ?2");
  row.bind(1, seconds(unread.now));
  row.bind(2, seconds(unread.since));
  row.bind(3, seconds(unread.credible));
  row.executeStep();
  totals.unread = static_cast<std::size_t>(row.getColumn(0).getInt64());
}

void count_outbox(SQLite::Database& database, WaitingTotals& totals) {
  SQLite::Statement row(
      database, "SELECT kind, count(*), min(since) FROM outbox WHERE state IN ('prepared', 'ready') GROUP BY kind");
  while (row.executeStep()) {
    totals.outbox[outbox_kind_from_text(row.getColumn(0).getString())] =
        static_cast<std::size_t>(row.getColumn(1).getInt64());
    const auto oldest = instant(row.getColumn(2).getInt64());
    totals.outbox_oldest_since = std::min(totals.outbox_oldest_since.value_or(oldest), oldest);
  }
}

}  // namespace

policy::Result<WaitingTotals> SqliteStore::waiting_totals(const Unread& unread) {
  return reading_much<WaitingTotals>([&](SQLite::Database& database) {
    WaitingTotals totals;
    count_kept(database, totals);
    count_unread(database, unread, totals);
    count_outbox(database, totals);
    return totals;
  });
}

}  // namespace postern::db
