#include <set>

#include "db/held_mail.hpp"
#include "db/shared/change_rules.hpp"
#include "db/sql/counted_rows.hpp"
#include "db/sql/event_rows.hpp"
#include "db/sql/kept_rows.hpp"
#include "db/sql/outbox_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

/// Whether the recipient was held until now.
bool decide_anew(Session& session, const std::string& message, const KeptRecipient& recipient) {
  return run(session,
             "UPDATE kept_recipient SET status = $1, restriction = $2, choice_of = $3, release_at = $4, note = $5 "
             "WHERE message = $6 AND recipient = $7 AND status = 'held'",
             recipient.status, recipient.restriction, recipient.choice_of, recipient.release_at, recipient.note,
             message, recipient.recipient) > 0;
}

}  // namespace

policy::Result<std::vector<KeptEntry>> SqlStore::held_until(std::chrono::sys_seconds now, std::size_t limit) {
  return reading<std::vector<KeptEntry>>([&](Session& session) {
    std::vector<KeptEntry> found;
    const auto ids = column_of<std::string>(
        session,
        "SELECT r.message FROM kept_recipient r JOIN kept_message m ON m.id = r.message WHERE r.status = 'held' AND "
        "((r.release_at <= $1 AND (m.at <= $2 OR m.at > $3)) OR (m.at > $3 AND r.release_at >= m.at)) GROUP BY "
        "r.message ORDER BY min(r.release_at), r.message LIMIT $4",
        now, now - kSettledAfter, now + kClockIsAhead, limit);
    for (const std::string& id : ids) found.push_back(*kept_entry(session, id));
    return found;
  });
}

policy::Result<> SqlStore::redecide(const Redecision& redecision) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    std::set<std::string> seen;  // one name may be there twice, and both rows change at once
    for (const KeptRecipient& recipient : redecision.recipients) {
      if (!seen.insert(recipient.recipient).second) continue;
      if (!decide_anew(session, redecision.message, recipient)) {
        return no_longer_waits(redecision.message, recipient.recipient);
      }
    }
    if (auto used_up = count(session, redecision.counts, redecision.events, redecision.id)) return *used_up;
    for (const Event& event : redecision.events) insert_event(session, event, redecision.id);
    for (const OutboxRow& row : redecision.outbox) {
      insert_outbox_row(session, on_the_way(row, redecision.message), redecision.id);
    }
    return policy::Done{};
  });
}

}  // namespace postern::db
