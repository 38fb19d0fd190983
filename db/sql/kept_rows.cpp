#include "db/sql/kept_rows.hpp"

namespace postern::db {
namespace {

constexpr const char* kMessageColumns =
    "id, at, mail_from, queue_id, message_id, client, helo, size, sha256, utf8, eight_bit";

auto message_fields(auto& message) {
  return std::tie(message.id, message.at, message.mail_from, message.queue_id, message.message_id, message.client,
                  message.helo, message.size, message.sha256, message.utf8, message.eight_bit);
}

constexpr const char* kRecipientColumns = "recipient, status, restriction, choice_of, release_at, note";

auto recipient_fields(auto& recipient) {
  return std::tie(recipient.recipient, recipient.status, recipient.restriction, recipient.choice_of,
                  recipient.release_at, recipient.note);
}

std::vector<KeptRecipient> recipients_of(Session& session, const std::string& message) {
  std::vector<KeptRecipient> recipients;
  Query row(session,
            std::string("SELECT ") + kRecipientColumns + " FROM kept_recipient WHERE message = $1 ORDER BY place",
            message);
  while (row.next()) row.read(0, recipient_fields(recipients.emplace_back()));
  return recipients;
}

KeptEntry entry_of(Session& session, const Query& row) {
  KeptEntry entry;
  row.read(0, message_fields(entry.message));
  entry.recipients = recipients_of(session, entry.message.id);
  return entry;
}

}  // namespace

void insert_kept_message(Session& session, const KeptMessage& message, const std::string& enforcement) {
  static const std::string kInsertion = insertion("kept_message", std::string("enforcement, ") + kMessageColumns);
  run(session, kInsertion, enforcement, message_fields(message));
}

void insert_kept_recipient(Session& session, const std::string& message, std::int64_t place,
                           const KeptRecipient& recipient) {
  static const std::string kInsertion =
      insertion("kept_recipient", std::string("message, place, ") + kRecipientColumns);
  run(session, kInsertion, message, place, recipient_fields(recipient));
}

std::optional<KeptEntry> kept_entry(Session& session, const std::string& id) {
  Query row(session, std::string("SELECT ") + kMessageColumns + " FROM kept_message WHERE id = $1", id);
  if (!row.next()) return std::nullopt;
  return entry_of(session, row);
}

std::vector<KeptEntry> kept_entries(Session& session) {
  std::vector<KeptEntry> entries;
  Query row(session, std::string("SELECT ") + kMessageColumns + " FROM kept_message ORDER BY at, id");
  while (row.next()) entries.push_back(entry_of(session, row));
  return entries;
}

bool is_kept(Session& session, const std::string& id) {
  return holds(session, "SELECT 1 FROM kept_message WHERE id = $1", id);
}

bool is_needed(Session& session, const std::string& id) {
  return holds(session,
               "SELECT 1 FROM kept_recipient WHERE message = $1 AND status IN ('kept', 'held', 'refused') UNION ALL "
               "SELECT 1 FROM outbox WHERE message = $1 AND state IN ('prepared', 'ready') LIMIT 1",
               id);
}

}  // namespace postern::db
