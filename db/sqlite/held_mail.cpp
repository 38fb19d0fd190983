#include "db/held_mail.hpp"

#include <set>

#include "db/shared/change_rules.hpp"
#include "db/shared/words.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

/// Whether the recipient was held until now.
bool decide_anew(SQLite::Database& database, const std::string& message, const KeptRecipient& recipient) {
  SQLite::Statement row(
      database,
      "UPDATE kept_recipient SET status = ?3, restriction = ?4, choice_of = ?5, release_at = ?6, note "
      "= ?7 WHERE message = ?1 AND recipient = ?2 AND status = 'held'");
  row.bind(1, message);
  row.bind(2, recipient.recipient);
  row.bind(3, std::string(to_text(recipient.status)));
  bind_optional(row, 4, recipient.restriction);
  row.bind(5, recipient.choice_of);
  if (recipient.release_at) row.bind(6, seconds(*recipient.release_at));
  row.bind(7, recipient.note);
  return row.exec() > 0;
}

}  // namespace

policy::Result<std::vector<KeptEntry>> SqliteStore::held_until(std::chrono::sys_seconds now, std::size_t limit) {
  return reading<std::vector<KeptEntry>>([&](SQLite::Database& database) {
    std::vector<KeptEntry> found;
    SQLite::Statement row(
        database,
        "SELECT r.message FROM kept_recipient r JOIN kept_message m ON m.id = r.message WHERE r.status = 'held' AND "
        "((r.release_at <= ?1 AND (m.at <= ?2 OR m.at > ?3)) OR (m.at > ?3 AND r.release_at >= m.at)) GROUP BY "
        "r.message ORDER BY min(r.release_at), r.message LIMIT ?4");
    row.bind(1, seconds(now));
    row.bind(2, seconds(now - kSettledAfter));
    row.bind(3, seconds(now + kClockIsAhead));
    row.bind(4, static_cast<std::int64_t>(limit));
    while (row.executeStep()) found.push_back(*kept_entry(database, row.getColumn(0).getString()));
    return found;
  });
}

policy::Result<> SqliteStore::redecide(const Redecision& redecision) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    std::set<std::string> seen;  // one name may be there twice, and both rows change at once
    for (const KeptRecipient& recipient : redecision.recipients) {
      if (!seen.insert(recipient.recipient).second) continue;
      if (!decide_anew(database, redecision.message, recipient)) {
        return no_longer_waits(redecision.message, recipient.recipient);
      }
    }
    if (auto used_up = count(database, redecision.counts, redecision.events, redecision.id)) return *used_up;
    for (const Event& event : redecision.events) insert_event(database, printable(event), redecision.id);
    for (const OutboxRow& row : redecision.outbox) {
      insert_outbox_row(database, on_the_way(row, redecision.message), redecision.id);
    }
    return policy::Done{};
  });
}

}  // namespace postern::db
