// The quarantine's register.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using db::KeptStatus;
using policy::Fault;

policy::Result<> released(db::Store& store, const std::vector<std::string>& recipients, unsigned row = 1) {
  return store.release(id_of(1), recipients, {release_row(row, id_of(1), "tax@york.gov.uk")},
                       {"released", id_of(1), "{}"}, kAdmin, kNow);
}

/// Kept for three recipients, each waiting in another way.
db::Enforcement three_waiting() {
  db::Enforcement enforcement = contract::enforcement(1);
  enforcement.outbox.clear();
  enforcement.kept.push_back({"<held@york.gov.uk>", KeptStatus::held, "RCC-2026-0002", "", kNow + 1h, ""});
  enforcement.kept.push_back(
      {"<ward@york.gov.uk>", KeptStatus::refused, std::nullopt, "cllr.ward@york.gov.uk", std::nullopt, "came-round"});
  return enforcement;
}

TEST_CASE("a kept message comes back as it was recorded", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const db::Enforcement written = three_waiting();
  must(store->record(written));
  store.reopen();
  const db::KeptEntry entry = must(store->kept_message(id_of(1)));
  CHECK(entry.message.id == id_of(1));
  CHECK(entry.message.at == written.message->at);
  CHECK(entry.message.mail_from == "<alex@example.org>");
  CHECK(entry.message.queue_id == "Q1");
  CHECK(entry.message.message_id == "<1@example.org>");
  CHECK(entry.message.client == "192.0.2.1");
  CHECK(entry.message.helo == "mail.example.org");
  CHECK(entry.message.size == 1234);
  CHECK(entry.message.sha256 == std::string(64, 'b'));
  CHECK_FALSE(entry.message.utf8);
  CHECK(entry.message.eight_bit);
  REQUIRE(entry.recipients.size() == 3);
  CHECK(entry.recipients[0].recipient == "<tax@york.gov.uk>");
  CHECK(entry.recipients[0].status == KeptStatus::kept);
  CHECK(entry.recipients[0].restriction == "RCC-2026-0001");
  CHECK_FALSE(entry.recipients[0].release_at);
  CHECK(entry.recipients[1].status == KeptStatus::held);
  CHECK(entry.recipients[1].release_at == kNow + 1h);
  CHECK(entry.recipients[2].status == KeptStatus::refused);
  CHECK_FALSE(entry.recipients[2].restriction);
  CHECK(entry.recipients[2].choice_of == "cllr.ward@york.gov.uk");
  CHECK(entry.recipients[2].note == "came-round");
}

TEST_CASE("the list shows what waits, oldest first; all of it on demand", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(2)));
  must(store->record(enforcement(1)));
  db::Enforcement copies_only = enforcement(3);
  copies_only.kept.clear();
  must(store->record(copies_only));
  must(released(*store, {"<tax@york.gov.uk>"}));
  store.reopen();
  const auto waiting = must(store->kept(false));
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].message.id == id_of(2));
  const auto all = must(store->kept(true));
  REQUIRE(all.size() == 2);
  CHECK(all[0].message.id == id_of(1));
  CHECK(all[0].recipients.at(0).status == KeptStatus::released);
  CHECK(all[1].message.id == id_of(2));
  CHECK(must(store->kept_message(id_of(3))).recipients.empty());
}

TEST_CASE("a message that was never kept is refused by name", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(fails(store->kept_message(id_of(1)), Fault::refused));
  CHECK(fails(released(*store, {"<tax@york.gov.uk>"}), Fault::refused));
  CHECK(fails(store->remove(id_of(1), {"deleted", "", "{}"}, kAdmin, kNow), Fault::refused));
  CHECK(must(store->waiting()).empty());
  CHECK(must(store->audit_head()).sequence == 0);
  CHECK(must(store->kept(true)).empty());
}

TEST_CASE("a release frees the named recipients and puts their rows on the way", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(three_waiting()));
  must(released(*store, {"<tax@york.gov.uk>", "<ward@york.gov.uk>"}));
  store.reopen();
  const auto entry = must(store->kept_message(id_of(1)));
  CHECK(entry.recipients[0].status == KeptStatus::released);
  CHECK(entry.recipients[1].status == KeptStatus::held);
  CHECK(entry.recipients[2].status == KeptStatus::released);
  const auto due = must(store->due(kNow + 1h, 10));
  REQUIRE(due.size() == 1);
  CHECK(due[0].kind == db::OutboxKind::release);
  CHECK(due[0].state == db::OutboxState::ready);
  CHECK(due[0].recipients == std::vector<std::string>{"tax@york.gov.uk"});
}

TEST_CASE("what was released or deleted is not released again, in whole or in part", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(three_waiting()));
  SECTION("released") {
    must(released(*store, {"<tax@york.gov.uk>"}));
  }
  SECTION("deleted") {
    must(store->remove(id_of(1), {"deleted", "", "{}"}, kAdmin, kNow));
  }
  const auto rows = must(store->waiting()).size();
  const auto head = must(store->audit_head()).sequence;
  CHECK(fails(released(*store, {"<held@york.gov.uk>", "<tax@york.gov.uk>"}, 2), Fault::conflict));
  CHECK(fails(released(*store, {"<nobody@york.gov.uk>"}, 2), Fault::conflict));
  CHECK(fails(released(*store, {"tax@york.gov.uk"}, 2), Fault::conflict));
  store.reopen();
  CHECK(must(store->waiting()).size() == rows);
  CHECK(must(store->audit_head()).sequence == head);
  CHECK(must(store->kept_message(id_of(1))).recipients[1].status != KeptStatus::released);
}

TEST_CASE("recipients of one spelling are released together", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement twice = enforcement(1);
  twice.kept.push_back(twice.kept.front());
  must(store->record(twice));
  must(released(*store, {"<tax@york.gov.uk>", "<tax@york.gov.uk>"}));
  CHECK(must(store->kept(false)).empty());
}

TEST_CASE("deleting takes everybody who waits, and never what was released", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(three_waiting()));
  must(released(*store, {"<tax@york.gov.uk>"}));
  must(store->remove(id_of(1), {"deleted", id_of(1), "{}"}, kAdmin, kNow));
  store.reopen();
  const auto entry = must(store->kept_message(id_of(1)));
  CHECK(entry.recipients[0].status == KeptStatus::released);
  CHECK(entry.recipients[1].status == KeptStatus::deleted);
  CHECK(entry.recipients[2].status == KeptStatus::deleted);
  CHECK(must(store->kept(false)).empty());
}

TEST_CASE("a file is needed while a recipient waits for it or a row has to send it", "[contract][kept]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::vector<std::string> files{id_of(1), id_of(9)};
  must(store->record(enforcement(1)));
  CHECK(must(store->unreferenced(files)) == std::vector{id_of(9)});
  must(store->settle(enforcement(1), true));
  must(store->remove(id_of(1), {"deleted", id_of(1), "{}"}, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->unreferenced(files)) == std::vector{id_of(9)});
  const db::OutboxRow row = enforcement(1).outbox[0];
  must(store->attempted(row.id, {row.recipients, {}, "", {}}, kNow));
  CHECK(must(store->unreferenced(files)) == files);
  CHECK(must(store->unreferenced({})).empty());
}

}  // namespace
}  // namespace postern::contract
