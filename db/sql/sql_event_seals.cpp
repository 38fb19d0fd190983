#include "db/chain/canonical_text.hpp"
#include "db/sql/audit_rows.hpp"
#include "db/sql/event_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

std::int64_t last_sealed(Session& session) {
  return number(session, "SELECT coalesce(max(id), 0) FROM sealed_event");
}

/// Where the next seal ends; empty where nothing is to be sealed. Ids, not times, make the range: clocks go back.
std::optional<std::int64_t> next_end(Session& session, std::int64_t last, std::chrono::sys_seconds until,
                                     std::size_t limit) {
  Query row(session,
            "SELECT max(id) FROM (SELECT id FROM event WHERE id > $1 AND id <= (SELECT max(id) FROM event WHERE id > "
            "$1 AND at <= $2) ORDER BY id LIMIT $3) AS range",
            last, until, limit);
  if (!row.next()) return std::nullopt;
  return row.at<std::optional<std::int64_t>>(0);
}

EventSeal sealed_range(Session& session, std::int64_t from, std::int64_t to) {
  EventSeal seal{from, to, {}};
  Query row(
      session,
      std::string("SELECT id, enforcement, ") + kEventColumns + " FROM event WHERE id >= $1 AND id <= $2 ORDER BY id",
      from, to);
  while (row.next()) {
    const auto id = row.at<std::int64_t>(0);
    const std::string salt = fresh_salt();
    run(session, insertion("sealed_event", "id, salt"), id, salt);
    seal.events.emplace_back(id, hash_of(stored_event(row, 0), salt));
  }
  return seal;
}

}  // namespace

policy::Result<std::size_t> SqlStore::seal_events(std::chrono::sys_seconds until, std::size_t limit, const Actor& actor,
                                                  std::chrono::sys_seconds at) {
  return writing<std::size_t>([&](Session& session) -> policy::Result<std::size_t> {
    const std::int64_t last = last_sealed(session);
    const auto end = next_end(session, last, until, limit);
    if (!end) return std::size_t{0};
    const EventSeal seal = sealed_range(session, last + 1, *end);
    append_audit(session, note_of(seal), actor, at);
    return seal.events.size();
  });
}

policy::Result<std::vector<SealedEvent>> SqlStore::sealed(std::int64_t after, std::size_t limit) {
  return reading_much<std::vector<SealedEvent>>([&](Session& session) {
    std::vector<SealedEvent> found;
    Query row(session,
              std::string("SELECT i.id, s.id, s.salt, e.id, e.enforcement, ") + kEventColumns +
                  " FROM (SELECT id FROM event WHERE id > $1 UNION SELECT id FROM sealed_event WHERE id > $1 ORDER BY "
                  "id LIMIT $2) AS i LEFT JOIN sealed_event s ON s.id = i.id LEFT JOIN event e ON e.id = i.id ORDER BY "
                  "i.id",
              after, limit);
    while (row.next()) {
      SealedEvent& one = found.emplace_back();
      one.id = row.at<std::int64_t>(0);
      one.sealed = !row.is_null(1);
      one.salt = row.at<std::optional<std::string>>(2);
      if (!row.is_null(3)) one.stored = stored_event(row, 3);
    }
    return found;
  });
}

policy::Result<> SqlStore::note(const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  return writing<policy::Done>([&](Session& session) {
    append_audit(session, note, actor, at);
    return policy::Done{};
  });
}

}  // namespace postern::db
