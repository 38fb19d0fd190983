#include "db/chain/valid_text.hpp"
#include "db/shared/change_rules.hpp"
#include "db/sql/audit_rows.hpp"
#include "db/sql/counted_rows.hpp"
#include "db/sql/event_rows.hpp"
#include "db/sql/kept_rows.hpp"
#include "db/sql/outbox_rows.hpp"
#include "db/sql/sql_notice_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

bool is_known(Session& session, const Enforcement& enforcement) {
  return holds(session,
               "SELECT 1 FROM event WHERE enforcement = $1 UNION ALL SELECT 1 FROM kept_message WHERE enforcement = $1 "
               "OR id = $2 LIMIT 1",
               enforcement.id, enforcement.message ? enforcement.message->id : std::string());
}

void insert_kept(Session& session, const Enforcement& enforcement) {
  const std::string& message = enforcement.message->id;
  insert_kept_message(session, *enforcement.message, enforcement.id);
  for (std::size_t i = 0; i < enforcement.kept.size(); ++i) {
    insert_kept_recipient(session, message, static_cast<std::int64_t>(i), enforcement.kept[i]);
  }
  for (OutboxRow row : enforcement.outbox) {
    row.kept_id = message;
    insert_outbox_row(session, row, enforcement.id);
  }
}

/// Events of an enforcement that failed. Those that were sealed meanwhile are named in the chain.
void withdraw_events(Session& session, const Enforcement& enforcement) {
  Removal sealed;
  sealed.events = column_of<std::int64_t>(session, "SELECT id FROM event WHERE enforcement = $1", enforcement.id);
  std::erase_if(sealed.events, [&](std::int64_t id) { return !remove_event(session, id); });
  if (sealed.events.empty()) return;
  append_audit(session, note_of(sealed, kWithdrawn, "the message could not be changed as decided, and was put off"),
               {"postern", "postern"}, enforcement.events.front().at);
}

void withdraw(Session& session, const Enforcement& enforcement) {
  withdraw_notice(session, enforcement.id);
  run(session,
      "UPDATE outbox SET state = 'withdrawn' WHERE (enforcement = $1 OR message IN (SELECT id FROM kept_message WHERE "
      "enforcement = $1)) AND state IN ('prepared', 'ready')",
      enforcement.id);
  withdraw_events(session, enforcement);
  run(session, "DELETE FROM counted_message WHERE enforcement = $1", enforcement.id);
  run(session, "DELETE FROM kept_recipient WHERE message IN (SELECT id FROM kept_message WHERE enforcement = $1)",
      enforcement.id);
}

}  // namespace

policy::Result<> SqlStore::record(const Enforcement& enforcement) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    if (auto fault = fault_in(enforcement)) return *fault;
    if (is_known(session, enforcement)) {
      return policy::refused("enforcement " + enforcement.id + ": is recorded already");
    }
    if (auto used_up = count(session, enforcement.counts, enforcement.events, enforcement.id)) return *used_up;
    for (const Event& event : enforcement.events) insert_event(session, event, enforcement.id);
    if (enforcement.message) insert_kept(session, enforcement);
    if (enforcement.notice) insert_notice(session, *enforcement.notice, enforcement.id);
    return policy::Done{};
  });
}

policy::Result<> SqlStore::settle(const Enforcement& enforcement, bool succeeded) {
  if (succeeded && enforcement.outbox.empty() && !enforcement.notice) return policy::Done{};
  return writing<policy::Done>([&](Session& session) {
    if (succeeded) {
      run(session, "UPDATE outbox SET state = 'ready' WHERE enforcement = $1 AND state = 'prepared'", enforcement.id);
    } else {
      withdraw(session, enforcement);
    }
    return policy::Done{};
  });
}

policy::Result<std::optional<OutboxRow>> SqlStore::by_token(const std::string& token) {
  using Found = std::optional<OutboxRow>;
  return reading<Found>([&](Session& session) -> policy::Result<Found> {
    auto rows = outbox_rows(session, "token = $1 AND token <> '' AND state IN ('prepared', 'ready')", token);
    if (rows.empty()) return Found();
    return Found(std::move(rows.front()));
  });
}

policy::Result<bool> SqlStore::forwarded_before(const std::string& restriction_or_councillor,
                                                const std::string& message_id) {
  return reading<bool>([&](Session& session) {
    return holds(session,
                 "SELECT 1 FROM event WHERE message_id = $1 AND message_id <> '' AND (restriction = $2 OR (choice_of = "
                 "$2 AND choice_of <> '')) AND action = 'forward' AND note <> 'observed' LIMIT 1",
                 valid_text(message_id), restriction_or_councillor);
  });
}

policy::Result<std::vector<Event>> SqlStore::events(const EventFilter& filter) {
  return reading_much<std::vector<Event>>([&](Session& session) {
    std::vector<Event> events;
    Query row(session,
              std::string("SELECT id, ") + kEventColumns +
                  " FROM event WHERE (CAST($1 AS TEXT) IS NULL OR restriction = $1) AND (CAST($2 AS BIGINT) IS NULL OR "
                  "at >= $2) ORDER BY at, id",
              filter.restriction, filter.since);
    while (row.next()) {
      read_event(row, 1, events.emplace_back());
      events.back().id = row.at<std::uint64_t>(0);
    }
    return events;
  });
}

}  // namespace postern::db
