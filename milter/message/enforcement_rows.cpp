#include "milter/message/enforcement_rows.hpp"

#include "db/shared/decision_rows.hpp"
#include "mail/envelope_path.hpp"
#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"

namespace postern::milter {
namespace {

/// What becomes of a decision on this path: where nothing can be refused, it is kept instead (decision.md 5).
policy::Action effective(policy::Action action, policy::Path path) {
  return action == policy::Action::reject && !path.can_refuse ? policy::Action::quarantine : action;
}

db::Arrival arrival_of(const DecidedMessage& message, const Passage& passage, const std::string& copy_id) {
  return {passage.at, passage.queue_id, message.message_id, passage.connection.client, passage.connection.helo,
          copy_id};
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
  const db::KeptStatus status = status_of(share.treatment.action);
  for (const std::size_t i : share.recipients) {
    kept.push_back(db::kept_row(message.recipients[i].raw, message.decisions[i], status, message.notes[i]));
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

std::vector<db::Event> event_rows(const DecidedMessage& message, const Passage& passage, const std::string& note,
                                  const std::string& copy_id) {
  const db::Arrival arrival = arrival_of(message, passage, copy_id);
  std::vector<db::Event> events;
  for (std::size_t i = 0; i < message.decisions.size(); ++i) {
    const policy::Decision& decision = message.decisions[i];
    if (decision.rule == policy::Rule::unrestricted) continue;
    events.push_back(db::event_row(arrival, decision, effective(decision.action, message.path), message.authenticated));
    events.back().note = message.notes[i].empty() ? note : message.notes[i];
  }
  return events;
}

db::Enforcement enforcement_rows(const DecidedMessage& message, const Passage& passage, const conf::Config& config,
                                 const std::string& kept_id, const std::optional<mail::KeptFile>& file) {
  db::Enforcement rows;
  rows.id = mail::random_id();
  rows.events = event_rows(message, passage, {}, kept_id);
  rows.counts = message.counts;
  rows.notice = message.notice;
  if (!file) return rows;
  rows.message = message_row(message, passage, kept_id, *file);
  for (const policy::Share& share : message.plan.kept) add_kept(rows.kept, share, message);
  for (const policy::Share& share : message.plan.copies) {
    rows.outbox.push_back(outbox_row(share, message, passage, config, kept_id));
  }
  return rows;
}

mail::NamedValues added_fields(const policy::Share& share, const DecidedMessage& message, const conf::Config& config) {
  std::vector<std::string> originals;
  for (const std::size_t i : share.recipients) originals.push_back(message.recipients[i].address.text());
  return mail::treatment_fields(share.treatment, originals, config.junk_headers);
}

}  // namespace postern::milter
