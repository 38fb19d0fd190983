#include "milter/message/notice_rows.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "mail/notice.hpp"
#include "mail/pass_token.hpp"
#include "milter/message/log_line.hpp"
#include "policy/words/notice_words.hpp"

namespace postern::milter {
namespace {

/// Where postern's own mail comes from: whatever says it is from there, it gets no answer.
bool is_own(const policy::Address& address, const InForce& rules) {
  const policy::AddressRules& address_rules = rules.snapshot->address_rules();
  const std::string& from = rules.config->mail.from;
  const std::string path = from.substr(std::min(from.rfind('<'), from.size()));
  return policy::canonical(rules.config->council.bounces, address_rules) == address ||
         policy::canonical(path.empty() ? from : path, address_rules) == address;
}

std::string domain_of_ids(const policy::Council& council) {
  if (council.domains.empty()) return "localhost";
  const std::string& first = council.domains.front();
  return first.starts_with('.') ? first.substr(1) : first;
}

mail::NoticeHead head_of(const DecidedMessage& message, const Passage& passage, const conf::Config& config) {
  mail::NoticeHead head;
  head.from = config.mail.from.empty() ? config.council.bounces : config.mail.from;
  head.bounces = config.council.bounces;
  if (const auto mailbox = policy::parse_mailbox(message.envelope.mail_from)) head.to = mailbox->text();
  head.message_id = mail::random_id() + "@" + domain_of_ids(config.council);
  head.in_reply_to = message.message_id;
  head.language = config.notices.language;
  head.at = passage.at;
  return head;
}

db::OutboxRow row_of(const policy::DueNotice& due, const mail::NoticeHead& head, std::string text,
                     std::chrono::sys_seconds at) {
  db::OutboxRow row;
  row.id = mail::random_id();
  row.kind = db::OutboxKind::notice;
  row.recipients = {head.to};
  row.header = std::move(text);
  row.since = at;
  row.next_attempt = at;
  row.restriction = due.to.restriction;
  return row;
}

}  // namespace

std::optional<policy::Addressee> who_may_be_told(const Envelope& envelope, const policy::Message& message,
                                                 const mail::Particulars& known, const InForce& rules,
                                                 std::chrono::sys_seconds now) {
  if (rules.config->authserv_ids.empty()) return std::nullopt;
  const auto mailbox = policy::parse_mailbox(envelope.mail_from);
  if (!mailbox) return std::nullopt;
  const policy::Address sender = policy::canonical(*mailbox, rules.snapshot->address_rules());
  auto to = policy::addressee(sender, message, *rules.snapshot, now);
  if (!to || is_own(sender, rules)) return std::nullopt;
  // Its own domain, not the one that stands for it among the provider's.
  if (!mail::is_authenticated(policy::canonical(*mailbox, policy::AddressRules{}), known.domains)) return std::nullopt;
  if (known.automatic) return std::nullopt;
  return to;
}

std::optional<db::Notice> notice_row(const DecidedMessage& message, const Passage& passage,
                                     const conf::Config& config) {
  if (!message.may_be_told) return std::nullopt;
  std::vector<bool> came_round;
  for (const std::string& note : message.notes) came_round.push_back(note == "came-round");
  const auto due = policy::due_notice(*message.may_be_told, message.decisions, message.plan, came_round);
  if (!due) return std::nullopt;
  const auto every = due->to.terms->remind_every.value_or(config.reminders_every);
  const auto view =
      policy::notice_view(*due, message.decisions, config.council, !config.council.closed_days.empty(), every);
  const bool refusal = due->kind == policy::NoticeKind::refusal;
  const mail::NoticeHead head = head_of(message, passage, config);
  auto text = mail::notice(head, refusal ? config.notice_templates.refusal : config.notice_templates.reminder, view);
  if (!text) {
    // Fail-open: the message goes its way without a notice. Templates were tried when they were read.
    spdlog::error("queue_id={} stage=eom event=no-notice problem=\"{}\"", logged(passage.queue_id),
                  text.error().problems.front());
    return std::nullopt;
  }
  return db::Notice{row_of(*due, head, std::move(*text), passage.at), due->to.address.text(), every};
}

}  // namespace postern::milter
