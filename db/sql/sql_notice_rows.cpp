#include "db/sql/sql_notice_rows.hpp"

#include "db/sql/event_rows.hpp"
#include "db/sql/outbox_rows.hpp"

namespace postern::db {
namespace {

/// Also one that lies ahead counts: the clock has been set back since.
bool comes_too_soon(Session& session, const Notice& notice) {
  return holds(session, "SELECT 1 FROM notice WHERE restriction = $1 AND at > $2 AND at < $3 LIMIT 1",
               *notice.row.restriction, notice.row.since - notice.every, notice.row.since + notice.every);
}

std::string customer_of(Session& session, const std::string& outbox_row) {
  Query row(session, "SELECT customer FROM notice WHERE enforcement = (SELECT enforcement FROM outbox WHERE id = $1)",
            outbox_row);
  return row.next() ? row.at<std::string>(0) : std::string();
}

/// Whom it was for is no longer needed.
void close_notice(Session& session, const AttemptResult& result, std::chrono::sys_seconds at) {
  run(session,
      "UPDATE notice SET customer = '', sent = $1 WHERE enforcement = (SELECT enforcement FROM outbox WHERE id = $2)",
      result.any_accepted ? std::optional(at) : std::nullopt, result.row.id);
}

}  // namespace

void insert_notice(Session& session, const Notice& notice, const std::string& enforcement) {
  if (comes_too_soon(session, notice)) return;
  run(session, insertion("notice", "enforcement, restriction, at, customer"), enforcement, *notice.row.restriction,
      notice.row.since, notice.customer);
  insert_outbox_row(session, notice.row, enforcement);
}

void withdraw_notice(Session& session, const std::string& enforcement) {
  run(session,
      "DELETE FROM notice WHERE enforcement = $1 AND EXISTS (SELECT 1 FROM outbox WHERE enforcement = $1 AND kind = "
      "'notice' AND state IN ('prepared', 'ready'))",
      enforcement);
  run(session, "DELETE FROM outbox WHERE enforcement = $1 AND kind = 'notice' AND state IN ('prepared', 'ready')",
      enforcement);
}

void note_attempt_of_notice(Session& session, const AttemptResult& result, std::chrono::sys_seconds at) {
  if (result.row.kind != OutboxKind::notice) return;
  const std::string customer = customer_of(session, result.row.id);
  for (const Event& event : not_arrived(result, customer, at)) insert_event(session, event, result.row.id);
  if (result.row.recipients.empty()) close_notice(session, result, at);
}

void remove_notices(Session& session, const policy::Reference& restriction) {
  run(session, "DELETE FROM outbox WHERE restriction = $1 AND kind = 'notice'", restriction);
  run(session, "DELETE FROM notice WHERE restriction = $1", restriction);
}

}  // namespace postern::db
