#include "db/shared/change_rules.hpp"
#include "db/sql/audit_rows.hpp"
#include "db/sql/outbox_rows.hpp"
#include "db/sql/sql_store.hpp"
#include "db/sql/timed_work.hpp"

namespace postern::db {
namespace {

using Times = std::map<std::string, std::chrono::sys_seconds>;

bool row_is_there(Session& session, const std::string& id) {
  return holds(session, "SELECT 1 FROM outbox WHERE id = $1", id);
}

void list(Session& session, const Listing& listing) {
  run(session,
      "INSERT INTO kept_listing (digest, message) SELECT CAST($1 AS TEXT), id FROM kept_message WHERE id = $2 ON "
      "CONFLICT DO NOTHING",
      listing.digest, listing.message);
}

void look(Session& session, const std::string& message, const Actor& actor, std::chrono::sys_seconds at) {
  run(session, "DELETE FROM kept_look WHERE message = $1 AND at > $2", message, at);
  run(session,
      "INSERT INTO kept_look (login, at, message) SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), id FROM kept_message "
      "WHERE id = $3 ON CONFLICT (message, login) DO UPDATE SET at = excluded.at",
      actor.login, at, message);
}

/// Names and times.
Times times_of(Session& session, const char* question) {
  Times times;
  Query row(session, question);
  while (row.next()) times[row.at<std::string>(0)] = row.at<std::chrono::sys_seconds>(1);
  return times;
}

}  // namespace

policy::Result<> SqlStore::post(const Posting& posting) {
  return writing<policy::Done>([&](Session& session) -> policy::Result<> {
    if (auto fault = fault_in(posting)) return *fault;
    if (run_of(session, posting.run) != posting.after) return run_meanwhile(posting.run);
    for (const OutboxRow& row : posting.rows) {
      if (row_is_there(session, row.id)) return policy::refused("outbox row " + row.id + ": is there already");
      insert_outbox_row(session, on_the_way(row, {}), row.id);
    }
    for (const Listing& listing : posting.listings) list(session, listing);
    set_run(session, posting.run, posting.at);
    return policy::Done{};
  });
}

policy::Result<> SqlStore::looked_at(const std::vector<std::string>& messages, const std::optional<AuditNote>& note,
                                     const Actor& actor, std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](Session& session) {
    for (const std::string& message : messages) look(session, message, actor, at);
    if (note) append_audit(session, *note, actor, at);
    return policy::Done{};
  });
}

policy::Result<Times> SqlStore::last_listings() {
  return reading_much<Times>([](Session& session) {
    return times_of(session, "SELECT message, max(sent) FROM kept_listing WHERE sent IS NOT NULL GROUP BY message");
  });
}

policy::Result<Times> SqlStore::last_looks() {
  return reading_much<Times>(
      [](Session& session) { return times_of(session, "SELECT message, max(at) FROM kept_look GROUP BY message"); });
}

policy::Result<Times> SqlStore::last_events() {
  return reading_much<Times>([](Session& session) {
    return times_of(session,
                    "SELECT restriction, max(at) FROM event WHERE restriction IS NOT NULL AND action <> 'notice' GROUP "
                    "BY restriction");
  });
}

}  // namespace postern::db
