#include "db/sql/event_rows.hpp"

#include "db/shared/change_rules.hpp"

namespace postern::db {
namespace {

auto event_fields(auto& event) {
  return std::tie(event.at, event.restriction, event.identity, event.address, event.recipient, event.action, event.rule,
                  event.queue_id, event.message_id, event.client, event.helo, event.authenticated, event.choice_of,
                  event.copy_id, event.note);
}

}  // namespace

const char* const kEventColumns =
    "at, restriction, identity, address, recipient, action, rule, queue_id, message_id, client, helo, authenticated, "
    "choice_of, copy_id, note";

void read_event(const Query& row, int first, Event& event) {
  row.read(first, event_fields(event));
}

StoredEvent stored_event(const Query& row, int first) {
  StoredEvent stored;
  stored.event.id = row.at<std::uint64_t>(first);
  stored.enforcement = row.at<std::string>(first + 1);
  read_event(row, first + 2, stored.event);
  return stored;
}

void insert_event(Session& session, const Event& event, const std::string& enforcement) {
  static const std::string kInsertion = insertion("event", std::string("enforcement, ") + kEventColumns);
  const Event written = printable(event);
  run(session, kInsertion, enforcement, event_fields(written));
}

bool remove_event(Session& session, std::int64_t id) {
  run(session, "DELETE FROM event WHERE id = $1", id);
  return run(session, "UPDATE sealed_event SET salt = NULL WHERE id = $1", id) > 0;
}

}  // namespace postern::db
