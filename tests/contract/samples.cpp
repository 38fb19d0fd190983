#include "contract/samples.hpp"

#include <cstdio>

#include "contract/back_end.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using policy::Action;

constexpr policy::Day day(int year, unsigned month, unsigned of_month) {
  return policy::Day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{of_month}};
}

policy::Terms terms() {
  policy::Terms terms;
  terms.managers = {"m.manager@york.gov.uk"};
  terms.contacts = {"housing@york.gov.uk"};
  terms.hours = {{{std::chrono::Monday, std::chrono::Friday}, 9h, 12h + 30min}};
  terms.outside_hours = Action::hold;
  terms.volume = policy::Volume{5, policy::Period::week};
  terms.beyond_volume = Action::quarantine;
  terms.councillors = {policy::CouncillorAccess::Kind::only, {"cllr.ward@york.gov.uk"}};
  terms.councillors_reason = "Agreed with the councillor";
  terms.remind = true;
  terms.remind_every = 7 * 24h;
  terms.reply = "Please write to m.manager@york.gov.uk only.";
  return terms;
}

std::string numbered(char first, unsigned number) {
  std::string id(32, '0');
  std::snprintf(id.data() + 22, 11, "%010u", number);
  id[0] = first;
  return id;
}

}  // namespace

const std::chrono::sys_seconds kNow{std::chrono::sys_days{day(2026, 11, 2)} + 10h};
const db::Actor kAdmin{"director", "ict.admin"};

policy::Restriction restriction_of(const std::string& email) {
  policy::Restriction restriction;
  restriction.customer_name = "Alex Example";
  restriction.email = {email, "@alex.example"};
  restriction.telephone = {"+44 1904 496 0000"};
  restriction.support_worker = policy::Person{"J. Helper", "j.helper@support.example"};
  restriction.requested_by = policy::Person{"Housing Services", "housing.lead@york.gov.uk"};
  restriction.drafted_by = "ict.admin";
  restriction.reasons = "Forty messages in a week to twelve officers after a final reply.";
  restriction.warnings = {{day(2026, 8, 1), "Housing Services", "Polite warning by telephone"}};
  restriction.measures_considered = "Single point of contact since June; not kept to.";
  restriction.terms = terms();
  restriction.other_channels = {{"telephone", "Calls are ended politely."}, {"letter", "Answered by M. Manager."}};
  restriction.authorised = policy::Authorisation{"director-cbss", day(2026, 10, 1), "Memo of 1 October 2026"};
  restriction.informed = policy::Informed{day(2026, 10, 2), "letter", ""};
  restriction.starts = day(2026, 10, 3);
  restriction.ends = day(2027, 10, 2);
  restriction.review_by = day(2027, 9, 30);
  restriction.status = policy::Status::in_force;
  return restriction;
}

policy::Councillor councillor(const std::string& address) {
  return {"C. Ward", "Micklegate", {address, "second." + address}, {}};
}

db::ChangeSet adding(policy::Restriction restriction) {
  db::ChangeSet changes;
  changes.restrictions.push_back({std::move(restriction), 0, {"activated", "", R"({"why":"test"})"}});
  return changes;
}

db::ChangeSet changing(const db::LoggedRestriction& present, policy::Restriction restriction) {
  db::ChangeSet changes;
  restriction.reference = present.restriction.reference;
  changes.restrictions.push_back({std::move(restriction), present.version, {"varied", "", R"({"why":"test"})"}});
  return changes;
}

db::ChangeSet adding(policy::Councillor councillor) {
  db::ChangeSet changes;
  const std::string subject = councillor.addresses.empty() ? "nobody" : councillor.addresses.front();
  changes.councillors.push_back({"", std::move(councillor), {"councillor-added", subject, "{}"}});
  return changes;
}

db::ChangeSet adding(policy::ProtectedAddress entry) {
  db::ChangeSet changes;
  changes.protected_addresses.push_back({entry.address, entry, {"protected-added", entry.address, "{}"}});
  return changes;
}

std::string id_of(unsigned number) {
  return numbered('a', number);
}

db::Enforcement only_event(unsigned number, const policy::Reference& restriction) {
  db::Enforcement enforcement;
  enforcement.id = numbered('e', number);
  db::Event event;
  event.at = kNow + std::chrono::seconds(number);
  event.restriction = restriction;
  event.identity = "from";
  event.address = "alex@example.org";
  event.recipient = "tax@york.gov.uk";
  event.action = "forward";
  event.rule = "restricted";
  event.queue_id = "Q" + std::to_string(number);
  event.message_id = "<" + std::to_string(number) + "@example.org>";
  event.client = "192.0.2.1";
  event.helo = "mail.example.org";
  event.authenticated = true;
  enforcement.events = {event};
  return enforcement;
}

db::Enforcement enforcement(unsigned number, const policy::Reference& restriction) {
  db::Enforcement enforcement = only_event(number, restriction);
  db::KeptMessage message;
  message.id = id_of(number);
  message.at = enforcement.events.front().at;
  message.mail_from = "<alex@example.org>";
  message.queue_id = enforcement.events.front().queue_id;
  message.message_id = enforcement.events.front().message_id;
  message.client = "192.0.2.1";
  message.helo = "mail.example.org";
  message.size = 1234;
  message.sha256 = std::string(64, 'b');
  message.eight_bit = true;
  enforcement.message = message;
  enforcement.events.front().copy_id = message.id;
  enforcement.kept = {{"<tax@york.gov.uk>", db::KeptStatus::kept, restriction, "", std::nullopt, ""}};
  db::OutboxRow row;
  row.id = numbered('0', number);
  row.kept_id = message.id;
  row.mail_from = "restricted-contact@york.gov.uk";
  row.recipients = {"m.manager@york.gov.uk", "parks@york.gov.uk"};
  row.header = "X-Postern-Action: forward; restriction=RCC-2026-0001\r\n";
  row.token = numbered('f', number);
  row.since = message.at;
  row.next_attempt = message.at;
  row.restriction = restriction;
  enforcement.outbox = {row};
  return enforcement;
}

db::Enforcement noticed(unsigned number, std::chrono::seconds every, const policy::Reference& restriction) {
  db::Enforcement enforcement = only_event(number, restriction);
  db::OutboxRow row;
  row.id = numbered('c', number);
  row.kind = db::OutboxKind::notice;
  row.recipients = {"Alex@Example.org"};
  row.header = "Subject: Your email\r\n\r\nPlease write to the manager, Alex.\r\n";
  row.since = enforcement.events.front().at;
  row.next_attempt = row.since;
  row.restriction = restriction;
  enforcement.notice = db::Notice{row, "alex@example.org", every};
  return enforcement;
}

db::OutboxRow release_row(unsigned number, const std::string& kept_id, const std::string& recipient) {
  db::OutboxRow row = enforcement(number).outbox.front();
  row.id = numbered('1', number);
  row.token = numbered('2', number);
  row.kind = db::OutboxKind::release;
  row.kept_id = kept_id;
  row.recipients = {recipient};
  row.header.clear();
  return row;
}

std::uint64_t first_broken(db::CentralLog& log) {
  db::AuditHead before = db::no_entries();
  while (true) {
    const auto entries = must(log.audit(before.sequence, 3));
    if (entries.empty()) return 0;
    for (const db::AuditEntry& entry : entries) {
      if (!db::fault_of(entry, before).empty()) return before.sequence + 1;
      before = {entry.sequence, entry.hash};
    }
  }
}

}  // namespace postern::contract
