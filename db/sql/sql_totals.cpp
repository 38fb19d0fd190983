#include "db/sql/query.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

void count_kept(Session& session, WaitingTotals& totals) {
  Query row(session,
            "SELECT count(*), coalesce(sum(size), 0) FROM kept_message WHERE id IN (SELECT message FROM kept_recipient "
            "WHERE status IN ('kept', 'held', 'refused'))");
  if (row.next()) row.read(0, std::tie(totals.kept, totals.kept_size));
}

/// $1 is now, $2 credible, $3 since. The last look is taken before it is asked whether it can be.
void count_unread(Session& session, const Unread& unread, WaitingTotals& totals) {
  totals.unread = static_cast<std::size_t>(number(
      session,
      "SELECT count(*) FROM (SELECT m.at, (SELECT max(l.at) FROM kept_look l WHERE l.message = m.id) AS looked "
      "FROM kept_message m WHERE EXISTS (SELECT 1 FROM kept_recipient k WHERE k.message = m.id AND k.status IN "
      "('kept', 'held', 'refused') AND NOT (k.status = 'held' AND k.release_at > $1 AND m.at <= $2))) AS waiting "
      "WHERE (at > $2 OR at <= $3) AND (looked IS NULL OR looked > $2 OR looked <= $3)",
      unread.now, unread.credible, unread.since));
}

void count_outbox(Session& session, WaitingTotals& totals) {
  Query row(session,
            "SELECT kind, count(*), min(since) FROM outbox WHERE state IN ('prepared', 'ready') GROUP BY kind");
  while (row.next()) {
    totals.outbox[row.at<OutboxKind>(0)] = row.at<std::size_t>(1);
    const auto oldest = row.at<std::chrono::sys_seconds>(2);
    totals.outbox_oldest_since = std::min(totals.outbox_oldest_since.value_or(oldest), oldest);
  }
}

}  // namespace

policy::Result<WaitingTotals> SqlStore::waiting_totals(const Unread& unread) {
  return reading_much<WaitingTotals>([&](Session& session) {
    WaitingTotals totals;
    count_kept(session, totals);
    count_unread(session, unread, totals);
    count_outbox(session, totals);
    return totals;
  });
}

}  // namespace postern::db
