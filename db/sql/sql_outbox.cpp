#include "db/shared/attempt_result.hpp"
#include "db/shared/change_rules.hpp"
#include "db/sql/kept_rows.hpp"
#include "db/sql/outbox_rows.hpp"
#include "db/sql/sql_notice_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

bool accepted_before(Session& session, const std::string& id) {
  return number(session, "SELECT any_accepted FROM outbox WHERE id = $1", id) != 0;
}

/// Whoever was released and could not be reached waits again, and is no second recipient.
bool waits_again(Session& session, const std::string& message, const KeptRecipient& recipient) {
  return run(session,
             "UPDATE kept_recipient SET status = 'kept', note = $1 WHERE message = $2 AND place = (SELECT min(place) "
             "FROM kept_recipient WHERE message = $2 AND recipient = $3 AND status = 'released')",
             recipient.note, message, recipient.recipient) > 0;
}

void keep(Session& session, const std::string& message, const KeptRecipient& recipient) {
  if (waits_again(session, message, recipient)) return;
  const std::int64_t place =
      number(session, "SELECT coalesce(max(place), -1) + 1 FROM kept_recipient WHERE message = $1", message);
  insert_kept_recipient(session, message, place, recipient);
}

void update(Session& session, const AttemptResult& result) {
  run(session,
      "UPDATE outbox SET state = $1, recipients = $2, attempts = $3, last_error = $4, next_attempt = $5, any_accepted "
      "= $6, header = $7 WHERE id = $8",
      result.row.state, result.row.recipients, result.row.attempts, result.row.last_error, result.row.next_attempt,
      result.any_accepted, result.row.header, result.row.id);
}

/// From then on whoever was sent the digest can know of what it lists.
void note_listings_sent(Session& session, const OutboxRow& row, std::chrono::sys_seconds at) {
  if (row.state == OutboxState::sent) run(session, "UPDATE kept_listing SET sent = $1 WHERE digest = $2", at, row.id);
}

}  // namespace

policy::Result<std::size_t> SqlStore::adopt_prepared() {
  return writing<std::size_t>(
      [](Session& session) { return run(session, "UPDATE outbox SET state = 'ready' WHERE state = 'prepared'"); });
}

policy::Result<std::vector<OutboxRow>> SqlStore::due(std::chrono::sys_seconds now, std::size_t limit) {
  return reading<std::vector<OutboxRow>>([&](Session& session) {
    return outbox_rows(
        session, "state = 'ready' AND (next_attempt <= $1 OR next_attempt > $2) ORDER BY next_attempt, rowid LIMIT $3",
        now, now + kLongestWait, limit);
  });
}

policy::Result<std::vector<OutboxRow>> SqlStore::waiting() {
  return reading_much<std::vector<OutboxRow>>(
      [](Session& session) { return outbox_rows(session, "state IN ('prepared', 'ready') ORDER BY since, rowid"); });
}

policy::Result<> SqlStore::attempted(const std::string& id, const Attempt& attempt, std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    const auto rows = outbox_rows(session, "id = $1 AND state IN ('prepared', 'ready')", id);
    if (rows.empty()) return no_such_row(id);
    const OutboxRow& row = rows.front();
    const AttemptResult result = result_of(row, accepted_before(session, id), attempt, at);
    if (row.kept_id.empty()) {
      note_attempt_of_notice(session, result, at);
      note_listings_sent(session, result.row, at);
    } else {
      for (const auto& [address, words] : result.refused) {
        keep(session, row.kept_id, undeliverable(row, address, words));
      }
    }
    update(session, result);
    return policy::Done{};
  });
}

policy::Result<> SqlStore::retry_now(const std::string& id, std::chrono::sys_seconds now) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    const std::size_t found =
        run(session, "UPDATE outbox SET next_attempt = $1 WHERE id = $2 AND state IN ('prepared', 'ready')", now, id);
    if (found == 0) return no_such_row(id);
    return policy::Done{};
  });
}

}  // namespace postern::db
