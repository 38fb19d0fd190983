// What waits to leave.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using db::OutboxState;
using policy::Fault;

/// Recorded and settled: its row is ready.
std::string put_into_outbox(db::Store& store, unsigned number) {
  must(store.record(enforcement(number)));
  must(store.settle(enforcement(number), true));
  return enforcement(number).outbox[0].id;
}

TEST_CASE("rows that a crash left prepared are adopted once", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  put_into_outbox(*store, 2);
  store.reopen();
  CHECK(must(store->adopt_prepared()) == 1);
  CHECK(must(store->adopt_prepared()) == 0);
  CHECK(must(store->due(kNow + 1h, 10)).size() == 2);
}

TEST_CASE("due rows come oldest first and no more than asked for", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (const unsigned number : {3U, 1U, 2U}) put_into_outbox(*store, number);
  store.reopen();
  CHECK(must(store->due(kNow, 10)).empty());
  const auto due = must(store->due(kNow + 2s, 10));
  REQUIRE(due.size() == 2);
  CHECK(due[0].kept_id == id_of(1));
  CHECK(due[1].kept_id == id_of(2));
  CHECK(must(store->due(kNow + 1h, 1)).size() == 1);
  CHECK(must(store->due(kNow + 1h, 0)).empty());
}

TEST_CASE("the list of what waits has prepared and ready rows, oldest first", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  put_into_outbox(*store, 2);
  must(store->record(enforcement(1)));
  store.reopen();
  const auto rows = must(store->waiting());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].state == OutboxState::prepared);
  CHECK(rows[1].state == OutboxState::ready);
}

TEST_CASE("an attempt that reached nobody is tried again later", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {{}, {}, "connection refused", kNow + 1h}, kNow + 10s));
  store.reopen();
  CHECK(must(store->due(kNow + 59min, 10)).empty());
  const auto due = must(store->due(kNow + 1h, 10));
  REQUIRE(due.size() == 1);
  CHECK(due[0].attempts == 1);
  CHECK(due[0].last_error == "connection refused");
  CHECK(due[0].next_attempt == kNow + 1h);
  CHECK(due[0].recipients.size() == 2);
}

TEST_CASE("a clock that was set back keeps nothing in the outbox", "[contract][outbox][R10]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {{}, {}, "connection refused", kNow + 24h * 365}, kNow + 24h * 365));
  store.reopen();
  CHECK(must(store->due(kNow, 10)).size() == 1);
  must(store->attempted(id, {{}, {}, "connection refused", kNow + 15min}, kNow));
  CHECK(must(store->due(kNow, 10)).empty());
}

TEST_CASE("a row with everybody accepted is sent", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {{"m.manager@york.gov.uk"}, {}, "busy", kNow + 1h}, kNow));
  store.reopen();
  REQUIRE(must(store->waiting()).size() == 1);
  CHECK(must(store->waiting())[0].recipients == std::vector<std::string>{"parks@york.gov.uk"});
  must(store->attempted(id, {{"parks@york.gov.uk"}, {}, "", {}}, kNow + 1h));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  CHECK(must(store->due(kNow + 24h, 10)).empty());
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 1);
}

TEST_CASE("whoever is refused for good becomes a kept recipient", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {{"m.manager@york.gov.uk"}, {{"parks@york.gov.uk", "550 5.1.1 unknown"}}, "", {}}, kNow));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  CHECK_FALSE(must(store->by_token(enforcement(1).outbox[0].token)));
  const auto entry = must(store->kept_message(id_of(1)));
  REQUIRE(entry.recipients.size() == 2);
  CHECK(entry.recipients[1].recipient == "<parks@york.gov.uk>");
  CHECK(entry.recipients[1].status == db::KeptStatus::kept);
  CHECK(entry.recipients[1].restriction == "RCC-2026-0001");
  CHECK(entry.recipients[1].note == "undeliverable: 550 5.1.1 unknown");
  CHECK(must(store->unreferenced({id_of(1)})).empty());
}

TEST_CASE("a released recipient who is refused waits again, once", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  const db::OutboxRow row = release_row(1, id_of(1), "tax@york.gov.uk");
  must(store->release(id_of(1), {"<tax@york.gov.uk>"}, {row}, {"released", id_of(1), "{}"}, kAdmin, kNow));
  must(store->attempted(row.id, {{}, {{"tax@york.gov.uk", "550 gone"}}, "", {}}, kNow));
  store.reopen();
  const auto entry = must(store->kept_message(id_of(1)));
  REQUIRE(entry.recipients.size() == 1);
  CHECK(entry.recipients[0].status == db::KeptStatus::kept);
  CHECK(entry.recipients[0].note == "undeliverable: 550 gone");
  must(store->release(id_of(1), {"<tax@york.gov.uk>"}, {release_row(2, id_of(1), "other@york.gov.uk")},
                      {"released", id_of(1), "{}"}, kAdmin, kNow));
}

TEST_CASE("an address that the row does not have changes nothing of it", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {{"<parks@york.gov.uk>"}, {{"stranger@york.gov.uk", "550"}}, "later", kNow + 1h}, kNow));
  store.reopen();
  CHECK(must(store->waiting()).at(0).recipients.size() == 2);
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 1);
}

TEST_CASE("a row that is closed or unknown takes no attempt and no retry", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {enforcement(1).outbox[0].recipients, {}, "", {}}, kNow));
  for (const std::string& gone : {id, std::string("nothing")}) {
    CHECK(fails(store->attempted(gone, {{}, {{"parks@york.gov.uk", "550"}}, "", {}}, kNow), Fault::refused));
    CHECK(fails(store->retry_now(gone, kNow), Fault::refused));
  }
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 1);
}

TEST_CASE("a retry on demand makes a row due at once", "[contract][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put_into_outbox(*store, 1);
  must(store->attempted(id, {{}, {}, "away", kNow + 24h}, kNow));
  must(store->retry_now(id, kNow + 1min));
  store.reopen();
  CHECK(must(store->due(kNow + 1min, 10)).size() == 1);
}

}  // namespace
}  // namespace postern::contract
