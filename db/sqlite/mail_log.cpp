#include "db/chain/valid_text.hpp"
#include "db/shared/change_rules.hpp"
#include "db/shared/words.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

void insert(SQLite::Database& database, const KeptMessage& message, const std::string& enforcement) {
  SQLite::Statement row(database, "INSERT INTO kept_message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(1, message.id);
  row.bind(2, enforcement);
  row.bind(3, seconds(message.at));
  row.bind(4, message.mail_from);
  row.bind(5, message.queue_id);
  row.bind(6, message.message_id);
  row.bind(7, message.client);
  row.bind(8, message.helo);
  row.bind(9, static_cast<std::int64_t>(message.size));
  row.bind(10, message.sha256);
  row.bind(11, message.utf8 ? 1 : 0);
  row.bind(12, message.eight_bit ? 1 : 0);
  row.exec();
}

void run(SQLite::Database& database, const char* statement, const std::string& id) {
  SQLite::Statement row(database, statement);
  row.bind(1, id);
  row.exec();
}

bool is_known(SQLite::Database& database, const Enforcement& enforcement) {
  SQLite::Statement row(
      database,
      "SELECT EXISTS (SELECT 1 FROM event WHERE enforcement = ?1) OR EXISTS (SELECT 1 FROM kept_message "
      "WHERE enforcement = ?1 OR id = ?2)");
  row.bind(1, enforcement.id);
  row.bind(2, enforcement.message ? enforcement.message->id : "");
  row.executeStep();
  return row.getColumn(0).getInt() != 0;
}

void insert_kept(SQLite::Database& database, const Enforcement& enforcement) {
  const std::string& message = enforcement.message->id;
  insert(database, *enforcement.message, enforcement.id);
  for (std::size_t i = 0; i < enforcement.kept.size(); ++i) {
    insert_kept_recipient(database, message, static_cast<std::int64_t>(i), enforcement.kept[i]);
  }
  for (OutboxRow row : enforcement.outbox) {
    row.kept_id = message;
    insert_outbox_row(database, row, enforcement.id);
  }
}

/// Events of an enforcement that failed. Those that were sealed meanwhile are named in the chain.
void withdraw_events(SQLite::Database& database, const Enforcement& enforcement) {
  Removal sealed;
  SQLite::Statement row(database, "SELECT id FROM event WHERE enforcement = ?");
  row.bind(1, enforcement.id);
  while (row.executeStep()) sealed.events.push_back(row.getColumn(0).getInt64());
  std::erase_if(sealed.events, [&](std::int64_t id) { return !remove_event(database, id); });
  if (sealed.events.empty()) return;
  append_audit(database, note_of(sealed, kWithdrawn, "the message could not be changed as decided, and was put off"),
               {"postern", "postern"}, enforcement.events.front().at);
}

}  // namespace

const char* const kEventColumns =
    "at, restriction, identity, address, recipient, action, rule, queue_id, message_id, client, helo, authenticated, "
    "choice_of, copy_id, note";

Event event_of(const SQLite::Statement& row, int first) {
  Event event;
  event.at = instant(row.getColumn(first++).getInt64());
  event.restriction = optional_text(row, first++);
  for (std::string* text : {&event.identity, &event.address, &event.recipient, &event.action, &event.rule,
                            &event.queue_id, &event.message_id, &event.client, &event.helo}) {
    *text = row.getColumn(first++).getString();
  }
  event.authenticated = row.getColumn(first++).getInt() != 0;
  for (std::string* text : {&event.choice_of, &event.copy_id, &event.note}) *text = row.getColumn(first++).getString();
  return event;
}

void insert_event(SQLite::Database& database, const Event& event, const std::string& enforcement) {
  SQLite::Statement row(
      database,
      "INSERT INTO event (enforcement, at, restriction, identity, address, recipient, action, rule, queue_id, "
      "message_id, client, helo, authenticated, choice_of, copy_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?)");
  row.bind(1, enforcement);
  row.bind(2, seconds(event.at));
  bind_optional(row, 3, event.restriction);
  int place = 4;
  for (const std::string* text : {&event.identity, &event.address, &event.recipient, &event.action, &event.rule,
                                  &event.queue_id, &event.message_id, &event.client, &event.helo}) {
    row.bind(place++, *text);
  }
  row.bind(13, event.authenticated ? 1 : 0);
  row.bind(14, event.choice_of);
  row.bind(15, event.copy_id);
  row.bind(16, event.note);
  row.exec();
}

void insert_kept_recipient(SQLite::Database& database, const std::string& message, std::int64_t place,
                           const KeptRecipient& recipient) {
  SQLite::Statement row(database, "INSERT INTO kept_recipient VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(1, message);
  row.bind(2, place);
  row.bind(3, recipient.recipient);
  row.bind(4, std::string(to_text(recipient.status)));
  bind_optional(row, 5, recipient.restriction);
  row.bind(6, recipient.choice_of);
  if (recipient.release_at) row.bind(7, seconds(*recipient.release_at));
  row.bind(8, recipient.note);
  row.exec();
}

policy::Result<> SqliteStore::record(const Enforcement& enforcement) {
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    if (auto fault = fault_in(enforcement)) return *fault;
    if (is_known(database, enforcement)) {
      return policy::refused("enforcement " + enforcement.id + ": is recorded already");
    }
    if (auto used_up = count(database, enforcement.counts, enforcement.events, enforcement.id)) return *used_up;
    for (const Event& event : enforcement.events) insert_event(database, printable(event), enforcement.id);
    if (enforcement.message) insert_kept(database, enforcement);
    if (enforcement.notice) insert_notice(database, *enforcement.notice, enforcement.id);
    return policy::Done{};
  });
}

policy::Result<> SqliteStore::settle(const Enforcement& enforcement, bool succeeded) {
  if (succeeded && enforcement.outbox.empty() && !enforcement.notice) return policy::Done{};
  return writing<policy::Done>([&](SQLite::Database& database) -> policy::Result<> {
    if (succeeded) {
      run(database, "UPDATE outbox SET state = 'ready' WHERE enforcement = ? AND state = 'prepared'", enforcement.id);
      return policy::Done{};
    }
    withdraw_notice(database, enforcement.id);
    run(database,
        "UPDATE outbox SET state = 'withdrawn' WHERE (enforcement = ?1 OR message IN (SELECT id FROM kept_message "
        "WHERE "
        "enforcement = ?1)) AND state IN ('prepared', 'ready')",
        enforcement.id);
    withdraw_events(database, enforcement);
    run(database, "DELETE FROM counted_message WHERE enforcement = ?", enforcement.id);
    run(database, "DELETE FROM kept_recipient WHERE message IN (SELECT id FROM kept_message WHERE enforcement = ?)",
        enforcement.id);
    return policy::Done{};
  });
}

policy::Result<std::optional<OutboxRow>> SqliteStore::by_token(const std::string& token) {
  return reading<std::optional<OutboxRow>>([&](SQLite::Database& database) -> policy::Result<std::optional<OutboxRow>> {
    SQLite::Statement row(database,
                          std::string("SELECT ") + kOutboxColumns +
                              " FROM outbox WHERE token = ? AND token <> '' AND state IN ('prepared', 'ready')");
    row.bind(1, token);
    if (!row.executeStep()) return std::optional<OutboxRow>();
    return std::optional(outbox_row(row));
  });
}

policy::Result<bool> SqliteStore::forwarded_before(const std::string& restriction_or_councillor,
                                                   const std::string& message_id) {
  return reading<bool>([&](SQLite::Database& database) {
    SQLite::Statement row(database,
                          "SELECT 1 FROM event WHERE message_id = ?1 AND message_id <> '' AND "
                          "(restriction = ?2 OR (choice_of = ?2 AND choice_of <> '')) AND action = 'forward' AND note "
                          "<> 'observed' LIMIT 1");
    row.bind(1, valid_text(message_id));
    row.bind(2, restriction_or_councillor);
    return row.executeStep();
  });
}

policy::Result<std::vector<Event>> SqliteStore::events(const EventFilter& filter) {
  return reading_much<std::vector<Event>>([&](SQLite::Database& database) {
    std::vector<Event> events;
    SQLite::Statement row(database, std::string("SELECT id, ") + kEventColumns +
                                        " FROM event WHERE (?1 IS NULL OR restriction = ?1) AND (?2 IS NULL OR at >= "
                                        "?2) ORDER BY at, id");
    bind_optional(row, 1, filter.restriction);
    if (filter.since) row.bind(2, seconds(*filter.since));
    while (row.executeStep()) {
      events.push_back(event_of(row, 1));
      events.back().id = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    }
    return events;
  });
}

}  // namespace postern::db
