#include "support/milter/gateway.hpp"

#include <catch2/catch.hpp>

#include "conf/load.hpp"
#include "mail/address_header.hpp"
#include "support/db/fresh_store.hpp"

namespace postern::test {
namespace {

conf::Config configured() {
  mail::initialise();
  auto config = conf::load_text(
      "council:\n  name: City of York Council\n  domains: [york.gov.uk, .york.gov.uk]\n"
      "  representations: complaints@york.gov.uk\n"
      "mail:\n  bounces: restricted-contact@york.gov.uk\n",
      "postern.yaml");
  if (!config) FAIL(config.error().problems.front());
  return std::move(*config);
}

std::chrono::sys_seconds noon() {
  return std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{12};
}

/// Whether the MTA goes on with the message after this reply.
bool goes_on(const milter::Reply& reply) {
  return reply.kind == milter::Reply::Kind::proceed || reply.kind == milter::Reply::Kind::skip;
}

}  // namespace

Letter addressed_to(std::vector<std::string> recipients, const std::string& from) {
  Letter made;
  made.mail_from = "<" + from + ">";
  made.recipients = std::move(recipients);
  made.header[0].value = " " + from;
  return made;
}

Gateway::Gateway()
    : config(configured()),
      store(fresh_store()),
      log(*store, journal),
      settlements(log, files),
      services_{log, files, settlements, [this] { ++woken; }, noon, "gate.york.gov.uk", tally, probes} {
  connection.client = "192.0.2.9";
  connection.address = {192, 0, 2, 9};
  connection.helo = "mx.example.org";
}

Gateway& Gateway::restricts(const std::string& reference, const std::string& identifier, policy::Terms terms) {
  policy::RestrictionInForce made;
  made.reference = reference;
  made.identifiers = {identifier};
  made.terms = std::make_shared<const policy::Terms>(std::move(terms));
  rules.restrictions.push_back(std::move(made));
  return *this;
}

Gateway& Gateway::councillor(const std::string& address) {
  policy::Councillor made;
  made.name = "C.";
  made.addresses = {address};
  rules.councillors.push_back(std::move(made));
  return *this;
}

Gateway& Gateway::chooses(const std::string& councillor, const std::string& identifier, policy::Action action) {
  rules.choices.push_back({councillor, {identifier}, action, ""});
  return *this;
}

Gateway& Gateway::protects(const std::string& address) {
  rules.protected_addresses.push_back({address, "a test"});
  return *this;
}

Answered Gateway::pass(const Letter& letter) {
  const auto snapshot = policy::Snapshot::build(rules, config.council, config.providers);
  if (!snapshot) FAIL(snapshot.error().problems.front());
  auto in_force =
      std::make_shared<const milter::InForce>(milter::InForce{std::make_shared<const conf::Config>(config), *snapshot});
  milter::Envelope envelope;
  envelope.mail_from = letter.mail_from;
  envelope.mail_addr = letter.mail_addr;
  envelope.authenticated = letter.authenticated;
  envelope.by_smtp = letter.by_smtp;
  envelope.by_msp = letter.by_msp;
  milter::Transaction transaction(std::move(in_force), services_, connection, std::move(envelope));
  Answered answered;
  bool somebody = false;
  for (const std::string& raw : letter.recipients) {
    const auto by_mta = letter.rcpt_addr.find(raw);
    answered.recipients.push_back(transaction.recipient(raw, by_mta == letter.rcpt_addr.end() ? "" : by_mta->second));
    somebody = somebody || goes_on(answered.recipients.back());
  }
  if (!somebody) return answered;
  transaction.set_queue_id("Q1");
  for (const mail::HeaderField& field : letter.header) transaction.field(field.name, field.value);
  answered.last = transaction.end_of_header();
  if (goes_on(answered.last)) answered.last = transaction.body(letter.body);
  if (goes_on(answered.last)) answered.last = transaction.end_of_message(mta);
  return answered;
}

Answered Gateway::pass_again(const Letter& letter) {
  mta.edits.clear();
  journal.clear();
  return pass(letter);
}

std::vector<db::Event> Gateway::events() {
  auto found = store->events({});
  REQUIRE(found);
  return std::move(*found);
}

std::vector<std::string> Gateway::event_lines() {
  std::vector<std::string> lines;
  for (const db::Event& event : events()) {
    lines.push_back(event.recipient + " " + event.action + " " + event.rule + (event.note.empty() ? "" : " ") +
                    event.note);
  }
  return lines;
}

std::vector<db::OutboxRow> Gateway::outbox() {
  auto found = store->waiting();
  REQUIRE(found);
  return std::move(*found);
}

std::vector<db::KeptEntry> Gateway::kept() {
  auto found = store->kept(true);
  REQUIRE(found);
  return std::move(*found);
}

policy::Terms terms(policy::Action action, std::vector<std::string> managers, std::vector<std::string> contacts) {
  policy::Terms made;
  made.action = action;
  made.managers = std::move(managers);
  made.contacts = std::move(contacts);
  made.councillors.kind = policy::CouncillorAccess::Kind::all;
  return made;
}

policy::Terms forwarded() {
  return terms(policy::Action::forward, {"m.manager@york.gov.uk"}, {"housing@york.gov.uk"});
}

}  // namespace postern::test
