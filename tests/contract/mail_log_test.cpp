// What the gateway writes down.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using policy::Fault;

TEST_CASE("an event comes back as it was recorded", "[contract][events]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement written = only_event(1);
  db::Event choice = written.events.front();
  choice.restriction.reset();
  choice.choice_of = "cllr.ward@york.gov.uk";
  choice.authenticated = false;
  choice.note = "refused-at-rcpt";
  choice.copy_id = id_of(7);
  written.events.push_back(choice);
  must(store->record(written));
  store.reopen();
  const auto events = must(store->events({}));
  REQUIRE(events.size() == 2);
  const db::Event& first = events[0];
  CHECK(first.at == written.events[0].at);
  CHECK(first.restriction == "RCC-2026-0001");
  CHECK(first.identity == "from");
  CHECK(first.address == "alex@example.org");
  CHECK(first.recipient == "tax@york.gov.uk");
  CHECK(first.action == "forward");
  CHECK(first.rule == "restricted");
  CHECK(first.queue_id == "Q1");
  CHECK(first.message_id == "<1@example.org>");
  CHECK(first.client == "192.0.2.1");
  CHECK(first.helo == "mail.example.org");
  CHECK(first.authenticated);
  CHECK(first.choice_of.empty());
  CHECK(first.copy_id.empty());
  CHECK(first.note.empty());
  CHECK(first.id != 0);
  CHECK(events[1].id > first.id);
  CHECK_FALSE(events[1].restriction);
  CHECK(events[1].choice_of == "cllr.ward@york.gov.uk");
  CHECK_FALSE(events[1].authenticated);
  CHECK(events[1].note == "refused-at-rcpt");
  CHECK(events[1].copy_id == id_of(7));
}

TEST_CASE("events are listed oldest first, by restriction and since a time", "[contract][events]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(only_event(3, "RCC-2026-0002")));
  must(store->record(only_event(1, "RCC-2026-0001")));
  must(store->record(only_event(2, "RCC-2026-0001")));
  store.reopen();
  const auto queue_ids = [&](const db::EventFilter& filter) {
    std::vector<std::string> found;
    for (const db::Event& event : must(store->events(filter))) found.push_back(event.queue_id);
    return found;
  };
  CHECK(queue_ids({}) == std::vector<std::string>{"Q1", "Q2", "Q3"});
  CHECK(queue_ids({"RCC-2026-0001", {}}) == std::vector<std::string>{"Q1", "Q2"});
  CHECK(queue_ids({{}, kNow + 2s}) == std::vector<std::string>{"Q2", "Q3"});
  CHECK(queue_ids({"RCC-2026-0001", kNow + 2s}) == std::vector<std::string>{"Q2"});
  CHECK(queue_ids({"RCC-2026-0003", {}}).empty());
}

TEST_CASE("what is recorded twice is refused and not doubled", "[contract][events]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement written = GENERATE(enforcement(1), only_event(1));
  must(store->record(written));
  CHECK(fails(store->record(written), Fault::refused));
  written.events.clear();
  if (written.message) CHECK(fails(store->record(written), Fault::refused));
  store.reopen();
  CHECK(must(store->events({})).size() == 1);
  CHECK(must(store->waiting()).size() == (written.message ? 1 : 0));
}

TEST_CASE("one kept message belongs to one enforcement", "[contract][events]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  db::Enforcement other = enforcement(2);
  other.message->id = id_of(1);
  other.outbox.front().kept_id = id_of(1);
  CHECK(fails(store->record(other), Fault::refused));
  store.reopen();
  CHECK(must(store->events({})).size() == 1);
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 1);
}

TEST_CASE("an enforcement without an id, or that keeps no message for its rows, is refused", "[contract][events]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement broken = enforcement(1);
  SECTION("no id") {
    broken.id.clear();
  }
  SECTION("no message") {
    broken.message.reset();
  }
  CHECK(fails(store->record(broken), Fault::refused));
  CHECK(must(store->events({})).empty());
  CHECK(must(store->waiting()).empty());
}

TEST_CASE("two recipients of one spelling are both kept", "[contract][events]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement twice = enforcement(1);
  twice.kept.push_back(twice.kept.front());
  must(store->record(twice));
  store.reopen();
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 2);
}

TEST_CASE("prepared rows wait for the edits and are ready after them", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->record(enforcement(2)));
  CHECK(must(store->due(kNow + 1h, 10)).empty());
  must(store->settle(enforcement(1), true));
  must(store->settle(enforcement(1), true));
  store.reopen();
  const auto due = must(store->due(kNow + 1h, 10));
  REQUIRE(due.size() == 1);
  CHECK(due[0].id == enforcement(1).outbox[0].id);
  CHECK(due[0].state == db::OutboxState::ready);
  CHECK(must(store->events({})).size() == 2);
}

TEST_CASE("what a failed edit leaves behind is withdrawn, and nothing of other messages", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->record(enforcement(2)));
  must(store->settle(enforcement(1), false));
  must(store->settle(enforcement(1), false));
  store.reopen();
  REQUIRE(must(store->events({})).size() == 1);
  CHECK(must(store->events({})).front().queue_id == "Q2");
  CHECK(must(store->kept(true)).size() == 1);
  REQUIRE(must(store->waiting()).size() == 1);
  CHECK(must(store->waiting()).front().kept_id == id_of(2));
  CHECK(must(store->unreferenced({id_of(1), id_of(2)})) == std::vector{id_of(1)});
  CHECK_FALSE(must(store->by_token(enforcement(1).outbox[0].token)));
  CHECK_FALSE(must(store->forwarded_before("RCC-2026-0001", "<1@example.org>")));
  CHECK(must(store->adopt_prepared()) == 1);
  CHECK(must(store->due(kNow + 1h, 10)).front().kept_id == id_of(2));
}

TEST_CASE("what a late adoption made ready is withdrawn with the rest when its edit fails", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  CHECK(must(store->adopt_prepared()) == 1);
  must(store->settle(enforcement(1), false));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  CHECK(must(store->unreferenced({id_of(1)})) == std::vector{id_of(1)});
}

TEST_CASE("what is settled one way cannot be settled the other way", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->settle(enforcement(1), false));
  must(store->settle(enforcement(1), true));
  store.reopen();
  CHECK(must(store->waiting()).empty());
}

TEST_CASE("events of two messages that look alike are withdrawn one by one", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement alike = only_event(1);
  must(store->record(alike));
  alike.id = only_event(2).id;
  must(store->record(alike));
  must(store->settle(alike, false));
  store.reopen();
  CHECK(must(store->events({})).size() == 1);
}

TEST_CASE("withdrawing a record that was refused leaves the first one alone", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  db::Enforcement other = enforcement(2);
  other.message->id = id_of(1);
  REQUIRE(fails(store->record(other), Fault::refused));
  must(store->settle(other, false));
  store.reopen();
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 1);
  CHECK(must(store->waiting()).size() == 1);
  CHECK(must(store->events({})).size() == 1);
}

TEST_CASE("settling what was never recorded does nothing", "[contract][settle]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->settle(enforcement(1), GENERATE(true, false)));
  CHECK(must(store->kept(true)).empty());
  CHECK(fails(store->kept_message(id_of(1)), Fault::refused));
}

TEST_CASE("a pass token is good while its row is open", "[contract][token]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  const db::OutboxRow written = enforcement(1).outbox[0];
  REQUIRE(must(store->by_token(written.token)));
  must(store->settle(enforcement(1), true));
  store.reopen();
  const auto found = must(store->by_token(written.token));
  REQUIRE(found);
  CHECK(found->id == written.id);
  CHECK(found->kind == written.kind);
  CHECK(found->kept_id == written.kept_id);
  CHECK(found->mail_from == written.mail_from);
  CHECK(found->recipients == written.recipients);
  CHECK(found->header == written.header);
  CHECK(found->since == written.since);
  CHECK(found->attempts == 0);
  CHECK(found->restriction == written.restriction);
  must(store->attempted(written.id, {written.recipients, {}, "", {}}, kNow));
  CHECK_FALSE(must(store->by_token(written.token)));
}

TEST_CASE("no token but the right one opens anything", "[contract][token]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement without = enforcement(1);
  without.outbox[0].token.clear();
  must(store->record(without));
  must(store->record(enforcement(2)));
  const std::string token = enforcement(2).outbox[0].token;
  CHECK_FALSE(must(store->by_token("")));
  CHECK_FALSE(must(store->by_token("%")));
  CHECK_FALSE(must(store->by_token(token.substr(0, 31))));
  CHECK_FALSE(must(store->by_token("F" + token.substr(1))));
  CHECK_FALSE(must(store->by_token(token + '\0')));
  CHECK_FALSE(must(store->by_token("' OR 1=1 --")));
}

TEST_CASE("a message comes round when it was forwarded under that restriction before", "[contract][forwarded]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(only_event(1)));
  store.reopen();
  CHECK(must(store->forwarded_before("RCC-2026-0001", "<1@example.org>")));
  CHECK_FALSE(must(store->forwarded_before("RCC-2026-0002", "<1@example.org>")));
  CHECK_FALSE(must(store->forwarded_before("RCC-2026-0001", "<2@example.org>")));
  CHECK_FALSE(must(store->forwarded_before("", "<1@example.org>")));
}

TEST_CASE("a message comes round when a councillor's choice forwarded it before", "[contract][forwarded]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement written = only_event(1);
  written.events[0].restriction.reset();
  written.events[0].choice_of = "cllr.ward@york.gov.uk";
  must(store->record(written));
  CHECK(must(store->forwarded_before("cllr.ward@york.gov.uk", "<1@example.org>")));
  CHECK_FALSE(must(store->forwarded_before("cllr.other@york.gov.uk", "<1@example.org>")));
}

TEST_CASE("a message was not forwarded when it was kept, observed only, or has no id", "[contract][forwarded]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement written = only_event(1);
  SECTION("kept") {
    written.events[0].action = "quarantine";
  }
  SECTION("observed") {
    written.events[0].note = "observed";
  }
  SECTION("no id") {
    written.events[0].message_id.clear();
  }
  must(store->record(written));
  CHECK_FALSE(must(store->forwarded_before("RCC-2026-0001", written.events[0].message_id)));
}

}  // namespace
}  // namespace postern::contract
