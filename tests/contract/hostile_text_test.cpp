// Whatever strangers write is kept as text and never read as anything else (faults.md S3, H22).
#include <string_view>

#include <nlohmann/json.hpp>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::string_literals;

std::string hostile_text() {
  return GENERATE(as<std::string>{}, "' OR 1=1 --", "'; DROP TABLE event; --", "\"quoted\" `ticks` %_ \\",
                  "$(id) ;id |", "line\r\nbreak", "\xF0\x9F\x98\x80 \xE2\x80\x9C\xE2\x80\x9D", "?1 :name @p $x",
                  "a\0b"s, "\0"s, "\x1b]0;title\x07");
}

std::string broken_utf8() {
  return GENERATE(as<std::string>{}, "\xFF\xFE", "caf\xE9", "\xC0\xAF", "\xED\xA0\x80", "\xF0\x9F", "ok \x80 ok");
}

db::Enforcement full_of(const std::string& text) {
  db::Enforcement enforcement = contract::enforcement(1, text);
  db::Event& event = enforcement.events[0];
  for (std::string* field : {&event.identity, &event.address, &event.recipient, &event.rule, &event.queue_id,
                             &event.message_id, &event.client, &event.helo, &event.choice_of, &event.note}) {
    *field = text;
  }
  db::KeptMessage& message = *enforcement.message;
  for (std::string* field :
       {&message.mail_from, &message.queue_id, &message.message_id, &message.client, &message.helo}) {
    *field = text;
  }
  enforcement.kept[0].recipient = text;
  enforcement.kept[0].note = text;
  db::OutboxRow& row = enforcement.outbox[0];
  row.mail_from = text;
  row.recipients = {text, "b" + text};
  row.header = text;
  row.token = text;
  return enforcement;
}

TEST_CASE("hostile text in a record of the gateway comes back as it was", "[contract][hostile]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string text = hostile_text();
  must(store->record(enforcement(2)));
  must(store->record(full_of(text)));
  must(store->settle(full_of(text), true));
  store.reopen();
  const auto events = must(store->events({text, {}}));
  REQUIRE(events.size() == 1);
  CHECK(events[0].helo == text);
  CHECK(events[0].message_id == text);
  CHECK(must(store->forwarded_before(text, text)));
  CHECK_FALSE(must(store->forwarded_before(text, text + "x")));
  const auto row = must(store->by_token(text));
  REQUIRE(row);
  CHECK(row->recipients == std::vector<std::string>{text, "b" + text});
  CHECK(row->header == text);
  CHECK(must(store->kept_message(id_of(1))).message.mail_from == text);
  must(store->attempted(row->id, {{text}, {{"b" + text, text}}, "", {}}, kNow));
  must(store->release(id_of(1), {text}, {}, {"released", text, text}, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->kept_message(id_of(1))).recipients.at(1).note == "undeliverable: " + text);
  CHECK(must(store->events({})).size() == 2);
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("hostile text in the central log comes back as it was", "[contract][hostile]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string text = hostile_text();
  policy::Restriction restriction = restriction_of(text);
  restriction.customer_name = text;
  restriction.reasons = text;
  restriction.terms.managers = {text};
  restriction.terms.reply = text;
  restriction.other_channels = {{text, text}};
  db::ChangeSet changes = adding(restriction);
  changes.restrictions[0].note = {text, text, text};
  policy::Councillor ward = councillor(text);
  ward.choices = {{text, policy::Action::junk, "", std::nullopt, text, text}};
  changes.councillors = adding(ward).councillors;
  changes.protected_addresses = adding(policy::ProtectedAddress{text, text}).protected_addresses;
  must(store->commit(changes, {text, text}, kNow));
  store.reopen();
  restriction.reference = "RCC-2026-0001";
  const auto contents = must(store->contents());
  CHECK(contents.restrictions.at(0).restriction == restriction);
  CHECK(contents.councillors == std::vector{ward});
  CHECK(contents.protected_addresses == std::vector{policy::ProtectedAddress{text, text}});
  CHECK(must(store->rules()).choices.at(0).identifiers.front() == text);
  CHECK(must(store->audit(0, 1)).at(0).actor == text);
  CHECK(first_broken(*store) == 0);
  CHECK_FALSE(store->restriction(text));
}

TEST_CASE("bytes that are no UTF-8 stay exact where they address somebody, and printable elsewhere",
          "[contract][hostile]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string text = broken_utf8();
  must(store->record(full_of(text)));
  must(store->settle(full_of(text), true));
  store.reopen();
  const db::Event event = must(store->events({})).at(0);
  for (const std::string& field : {event.address, event.recipient, event.message_id, event.helo, event.note}) {
    CHECK_NOTHROW(nlohmann::json(field).dump());
    CHECK(field.find("\xEF\xBF\xBD") != std::string::npos);
  }
  CHECK(must(store->kept_message(id_of(1))).recipients.at(0).recipient == text);
  CHECK(must(store->by_token(text))->recipients.front() == text);
  must(store->release(id_of(1), {text}, {}, {"released", text, text}, {text, text}, kNow));
  const db::AuditEntry entry = must(store->audit(0, 1)).at(0);
  CHECK_NOTHROW(nlohmann::json(entry.actor + entry.login + *entry.data).dump());
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("bytes that are no UTF-8 in the central log do no harm", "[contract][hostile]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string text = broken_utf8();
  policy::Restriction restriction = restriction_of(text);
  restriction.reasons = text;
  must(store->commit(adding(restriction), {text, text}, kNow));
  store.reopen();
  CHECK(must(store->contents()).restrictions.size() == 1);
  CHECK(must(store->rules()).restrictions.size() == 1);
}

TEST_CASE("text of a megabyte is kept whole", "[contract][hostile]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string text(1U << 20U, 'x');
  must(store->record(full_of(text)));
  store.reopen();
  CHECK(must(store->events({})).at(0).helo.size() == text.size());
}

}  // namespace
}  // namespace postern::contract
