#include "db/shared/change_rules.hpp"
#include "db/sql/audit_rows.hpp"
#include "db/sql/event_rows.hpp"
#include "db/sql/kept_rows.hpp"
#include "db/sql/legal_hold.hpp"
#include "db/sql/record_rows.hpp"
#include "db/sql/sql_notice_rows.hpp"
#include "db/sql/sql_store.hpp"
#include "db/sql/timed_work.hpp"

namespace postern::db {
namespace {

/// Closed rows without a kept message to which nothing refers.
const std::string& spent_rows() {
  static const std::string kSpentRows =
      std::string(
          "SELECT o.id FROM outbox o WHERE o.message IS NULL AND o.state NOT IN ('prepared', 'ready') AND NOT EXISTS "
          "(SELECT 1 FROM kept_listing l WHERE l.digest = o.id) AND NOT ") +
      kRowIsHeld;
  return kSpentRows;
}

std::optional<policy::Error> why_not_events(Session& session, const std::vector<std::int64_t>& events) {
  for (const std::int64_t id : events) {
    const std::string name = "event " + std::to_string(id);
    if (!holds(session, "SELECT 1 FROM event WHERE id = $1", id)) return still_needed(name);
    if (is_held_event(session, id)) return held(name);
  }
  return std::nullopt;
}

std::optional<policy::Error> why_not(Session& session, const Removal& removal) {
  if (auto error = why_not_events(session, removal.events)) return error;
  for (const std::string& id : removal.kept) {
    if (is_held_message(session, id)) return held(id);
    if (is_needed(session, id) || !is_kept(session, id)) return still_needed(id);
  }
  for (const std::string& id : removal.outbox) {
    if (!holds(session, spent_rows() + " AND o.id = $1", id)) return still_needed("outbox row " + id);
  }
  for (const policy::Reference& reference : removal.restrictions) {
    if (is_held(session, reference)) return held(reference);
    if (!holds(session, "SELECT 1 FROM restriction WHERE reference = $1 AND status IN ('ended', 'declined')",
               reference)) {
      return still_needed(reference);
    }
  }
  return std::nullopt;
}

void remove_message(Session& session, const std::string& id) {
  for (const char* statement :
       {"DELETE FROM kept_listing WHERE message = $1", "DELETE FROM kept_look WHERE message = $1",
        "DELETE FROM outbox WHERE message = $1", "DELETE FROM kept_recipient WHERE message = $1",
        "DELETE FROM kept_message WHERE id = $1"}) {
    run(session, statement, id);
  }
}

/// Entries about the restrictions join those that were named. Nothing twice, and nothing that names what is removed.
std::vector<std::uint64_t> entries_to_blank(Session& session, const Removal& removal) {
  std::vector<std::uint64_t> found;
  const auto add = [&](Query row) {
    while (row.next()) {
      const auto action = row.at<std::string>(1);
      if (!names_removed(action) && action != kEventsSealed) found.push_back(row.at<std::uint64_t>(0));
    }
  };
  for (const policy::Reference& reference : removal.restrictions) {
    add(Query(session, "SELECT sequence, action FROM audit WHERE subject = $1 AND data IS NOT NULL", reference));
  }
  for (const std::uint64_t sequence : removal.audit) {
    add(Query(session, "SELECT sequence, action FROM audit WHERE sequence = $1 AND data IS NOT NULL", sequence));
  }
  return found;
}

Removal removed(Session& session, Removal removal) {
  removal.audit = entries_to_blank(session, removal);
  for (const std::int64_t id : removal.events) remove_event(session, id);
  for (const std::string& id : removal.kept) remove_message(session, id);
  for (const std::string& id : removal.outbox) run(session, "DELETE FROM outbox WHERE id = $1", id);
  for (const policy::Reference& reference : removal.restrictions) {
    remove_notices(session, reference);
    remove_restriction(session, reference);
  }
  for (const std::uint64_t sequence : removal.audit) {
    run(session, "UPDATE audit SET salt = NULL, data = NULL WHERE sequence = $1", sequence);
  }
  if (!removal.restrictions.empty()) next_revision(session);
  return removal;
}

std::vector<std::string> expired_messages(Session& session, std::chrono::sys_seconds before, std::size_t limit) {
  return column_of<std::string>(
      session,
      std::string(
          "SELECT m.id FROM kept_message m WHERE m.at < $1 AND NOT EXISTS (SELECT 1 FROM kept_recipient k WHERE "
          "k.message = m.id AND k.status IN ('kept', 'held', 'refused')) AND NOT EXISTS (SELECT 1 FROM outbox "
          "o WHERE o.message = m.id AND o.state IN ('prepared', 'ready')) AND NOT ") +
          kMessageIsHeld + " ORDER BY m.at LIMIT $2",
      before, limit);
}

}  // namespace

policy::Result<Removal> SqlStore::expired(const Expiry& before, std::size_t limit) {
  return reading_much<Removal>([&](Session& session) {
    Removal removal;
    removal.kept = expired_messages(session, before.kept, limit);
    removal.events = column_of<std::int64_t>(
        session,
        std::string("SELECT e.id FROM event e JOIN sealed_event s ON s.id = e.id WHERE e.at < $1 AND NOT ") +
            kEventIsHeld + " ORDER BY e.at LIMIT $2",
        before.events, limit);
    removal.restrictions = column_of<std::string>(
        session,
        "SELECT reference FROM restriction WHERE status IN ('ended', 'declined') AND changed < $1 AND legal_hold = 0 "
        "ORDER BY changed LIMIT $2",
        before.restrictions, limit);
    removal.outbox = column_of<std::string>(session, spent_rows() + " AND o.since < $1 ORDER BY o.since LIMIT $2",
                                            before.events, limit);
    return removal;
  });
}

policy::Result<std::vector<std::string>> SqlStore::unclaimed(const Expiry& before, std::size_t limit) {
  return reading_much<std::vector<std::string>>([&](Session& session) {
    return column_of<std::string>(
        session,
        std::string("SELECT m.id FROM kept_message m WHERE m.at < $1 AND EXISTS (SELECT 1 FROM kept_recipient k WHERE "
                    "k.message = m.id AND k.status IN ('kept', 'refused')) AND NOT EXISTS (SELECT 1 FROM "
                    "kept_recipient k WHERE k.message = m.id AND k.status = 'held') AND NOT EXISTS (SELECT 1 FROM "
                    "outbox o WHERE o.message = m.id AND o.state IN ('prepared', 'ready')) AND EXISTS (SELECT 1 FROM "
                    "kept_listing l WHERE l.message = m.id AND l.sent < $2) AND NOT ") +
            kMessageIsHeld + " ORDER BY m.at LIMIT $3",
        before.kept, before.listed, limit);
  });
}

policy::Result<Removal> SqlStore::remove_for_good(const Removal& removal, const std::string& action,
                                                  const std::string& why, const Actor& actor,
                                                  std::chrono::sys_seconds at) {
  return writing<Removal>([&](Session& session) -> policy::Result<Removal> {
    if (auto error = why_not(session, removal)) return *error;
    Removal gone = removed(session, removal);
    append_audit(session, note_of(gone, action, why), actor, at);
    return gone;
  });
}

policy::Result<std::optional<std::chrono::sys_seconds>> SqlStore::last_run(const std::string& name) {
  using Found = std::optional<std::chrono::sys_seconds>;
  return reading<Found>([&](Session& session) { return run_of(session, name); });
}

policy::Result<> SqlStore::note_run(const std::string& name, std::optional<std::chrono::sys_seconds> at) {
  return writing<policy::Done>([&](Session& session) {
    set_run(session, name, at);
    return policy::Done{};
  });
}

}  // namespace postern::db
