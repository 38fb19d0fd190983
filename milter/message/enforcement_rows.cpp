#include "milter/message/enforcement_rows.hpp"

#include <algorithm>

#include "mail/envelope_path.hpp"
#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"

namespace postern::milter {
namespace {

/// What becomes of a decision on this path: where nothing can be refused, it is kept instead (decision.md 5).
policy::Action effective(policy::Action action, policy::Path path) {
  return action == policy::Action::reject && !path.can_refuse ? policy::Action::quarantine : action;
}

db::Event event_row(const DecidedMessage& message, std::size_t i, const Passage& passage, const std::string& note) {
  const policy::Decision& decision = message.decisions[i];
  db::Event event;
  event.at = passage.at;
  event.restriction = decision.restriction;
  if (decision.matched) {
    event.identity = to_text(decision.matched->kind);
    event.address = decision.matched->address.text();
    event.authenticated = std::find(message.authenticated.begin(), message.authenticated.end(),
                                    decision.matched->address) != message.authenticated.end();
  }
  event.recipient = decision.recipient.text();
  event.action = to_text(effective(decision.action, message.path));
  event.rule = to_text(decision.rule);
  event.queue_id = passage.queue_id;
  event.message_id = message.message_id;
  event.client = passage.connection.client;
  event.helo = passage.connection.helo;
  if (decision.choice_of) event.choice_of = decision.choice_of->text();
  event.note = message.notes[i].empty() ? note : message.notes[i];
  return event;
}

db::KeptMessage message_row(const DecidedMessage& message, const Passage& passage, const std::string& id,
                            const mail::KeptFile& file) {
  db::KeptMessage row;
  row.id = id;
  row.at = passage.at;
  row.mail_from = message.envelope.mail_from;
  row.queue_id = passage.queue_id;
  row.message_id = message.message_id;
  row.client = passage.connection.client;
  row.helo = passage.connection.helo;
  row.size = file.size;
  row.sha256 = file.sha256;
  row.utf8 = message.envelope.utf8;
  row.eight_bit = file.eight_bit;
  return row;
}

db::KeptStatus status_of(policy::Action action) {
  if (action == policy::Action::hold) return db::KeptStatus::held;
  return action == policy::Action::reject ? db::KeptStatus::refused : db::KeptStatus::kept;
}

void add_kept(std::vector<db::KeptRecipient>& kept, const policy::Share& share, const DecidedMessage& message) {
  for (const std::size_t i : share.recipients) {
    db::KeptRecipient row;
    row.recipient = message.recipients[i].raw;
    row.status = status_of(share.treatment.action);
    row.restriction = share.treatment.restriction;
    if (share.treatment.choice_of) row.choice_of = share.treatment.choice_of->text();
    if (row.status == db::KeptStatus::held) row.release_at = message.decisions[i].release_at;
    row.note = message.notes[i];
    kept.push_back(std::move(row));
  }
}

std::vector<std::string> destinations(const policy::Share& share, const DecidedMessage& message) {
  std::vector<std::string> addresses;
  if (share.treatment.action == policy::Action::forward) {
    for (const policy::Address& address : share.treatment.forward_to) addresses.push_back(address.text());
  } else {
    for (const std::size_t i : share.recipients) addresses.push_back(mail::without_brackets(message.recipients[i].raw));
  }
  return addresses;
}

db::OutboxRow outbox_row(const policy::Share& share, const DecidedMessage& message, const Passage& passage,
                         const conf::Config& config, const std::string& kept_id) {
  db::OutboxRow row;
  row.id = mail::random_id();
  row.kept_id = kept_id;
  row.mail_from = config.council.bounces;
  row.recipients = destinations(share, message);
  row.header = mail::received_field(
      {passage.connection.helo, passage.connection.client, passage.queue_id, passage.host, row.id, passage.at});
  for (const auto& [name, value] : added_fields(share, message, config)) row.header += mail::field_line(name, value);
  row.token = mail::random_id();
  row.since = passage.at;
  row.next_attempt = passage.at;
  row.restriction = share.treatment.restriction;
  return row;
}

}  // namespace

std::vector<db::Event> event_rows(const DecidedMessage& message, const Passage& passage, const std::string& note) {
  std::vector<db::Event> events;
  for (std::size_t i = 0; i < message.decisions.size(); ++i) {
    if (message.decisions[i].rule == policy::Rule::unrestricted) continue;
    events.push_back(event_row(message, i, passage, note));
  }
  return events;
}

db::Enforcement enforcement_rows(const DecidedMessage& message, const Passage& passage, const conf::Config& config,
                                 const std::string& kept_id, const std::optional<mail::KeptFile>& file) {
  db::Enforcement rows;
  rows.id = mail::random_id();
  rows.events = event_rows(message, passage, {});
  rows.counts = message.counts;
  rows.notice = message.notice;
  if (!file) return rows;
  rows.message = message_row(message, passage, kept_id, *file);
  for (const policy::Share& share : message.plan.kept) add_kept(rows.kept, share, message);
  for (const policy::Share& share : message.plan.copies) {
    rows.outbox.push_back(outbox_row(share, message, passage, config, kept_id));
  }
  for (db::Event& event : rows.events) event.copy_id = kept_id;
  return rows;
}

mail::NamedValues added_fields(const policy::Share& share, const DecidedMessage& message, const conf::Config& config) {
  std::vector<std::string> originals;
  for (const std::size_t i : share.recipients) originals.push_back(message.recipients[i].address.text());
  return mail::treatment_fields(share.treatment, originals, config.junk_headers);
}

}  // namespace postern::milter
