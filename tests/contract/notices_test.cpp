// Notices to customers: at most one in a period, whatever happens meanwhile (decision.md 6, faults.md A4, A7, A8).
#include <thread>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using db::OutboxKind;
using policy::Fault;

constexpr std::chrono::seconds kSevenDays = 168h;

std::size_t waiting_notices(StoreUnderTest& store) {
  const auto rows = must(store->waiting());
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const db::OutboxRow& row) { return row.kind == OutboxKind::notice; }));
}

/// Recorded and settled; answers with the id of the notice's row.
std::string put(StoreUnderTest& store, const db::Enforcement& enforcement) {
  must(store->record(enforcement));
  must(store->settle(enforcement, true));
  return enforcement.notice->row.id;
}

TEST_CASE("a notice waits in the outbox without a message behind it", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(noticed(1, kSevenDays)));
  store.reopen();
  CHECK(must(store->due(kNow + 1h, 10)).empty());  // not before the message's edits are done
  must(store->settle(noticed(1, kSevenDays), true));
  store.reopen();
  const auto due = must(store->due(kNow + 1h, 10));
  REQUIRE(due.size() == 1);
  CHECK(due[0].kind == OutboxKind::notice);
  CHECK(due[0].kept_id.empty());
  CHECK(due[0].token.empty());
  CHECK(due[0].mail_from.empty());
  CHECK(due[0].recipients == std::vector<std::string>{"Alex@Example.org"});
  CHECK(due[0].header == noticed(1, kSevenDays).notice->row.header);
  CHECK(due[0].restriction == "RCC-2026-0001");
  CHECK(must(store->events({})).size() == 1);
  CHECK_FALSE(must(store->last_notice("RCC-2026-0001")));
}

TEST_CASE("a notice that a crash left prepared is sent", "[contract][notices][A8]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(noticed(1, kSevenDays)));
  store.reopen();
  CHECK(must(store->adopt_prepared()) == 1);
  CHECK(must(store->due(kNow + 1h, 10)).size() == 1);
}

TEST_CASE("a second notice within the period is left out, and its event is not", "[contract][notices][A3]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  put(store, noticed(1, 10s));
  store.reopen();
  put(store, noticed(10, 10s));  // nine seconds later
  CHECK(waiting_notices(store) == 1);
  put(store, noticed(11, 10s));
  CHECK(waiting_notices(store) == 2);
  CHECK(must(store->events({})).size() == 3);
}

TEST_CASE("each restriction has a period of its own", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  put(store, noticed(1, kSevenDays, "RCC-2026-0001"));
  put(store, noticed(2, kSevenDays, "RCC-2026-0002"));
  put(store, noticed(3, kSevenDays, "RCC-2026-0001"));
  store.reopen();
  CHECK(waiting_notices(store) == 2);
}

TEST_CASE("a clock that is set back gives no second notice within the period", "[contract][notices][R10]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  put(store, noticed(7200, 2h));
  put(store, noticed(3600, 2h));  // an hour before
  CHECK(waiting_notices(store) == 1);
  // Set back by more than a period: who was told in that future must not be silenced until it comes.
  put(store, noticed(0, 2h));
  CHECK(waiting_notices(store) == 2);
  put(store, noticed(7199, 2h));
  store.reopen();
  CHECK(waiting_notices(store) == 2);
}

TEST_CASE("a notice that is sent or failed still counts for its period", "[contract][notices][A3]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const bool refused = GENERATE(false, true);
  const std::string id = put(store, noticed(1, kSevenDays));
  db::Attempt attempt;
  if (refused) attempt.refused = {{"Alex@Example.org", "550 5.1.1 unknown"}};
  if (!refused) attempt.accepted = {"Alex@Example.org"};
  must(store->attempted(id, attempt, kNow + 1min));
  store.reopen();
  put(store, noticed(3600, kSevenDays));
  CHECK(waiting_notices(store) == 0);
}

TEST_CASE("twenty messages at once give one notice", "[contract][notices][A4]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  std::vector<std::shared_ptr<db::Store>> openings;
  for (unsigned i = 0; i < 20; ++i) openings.push_back(i % 2 == 0 ? store.beside() : openings.back());
  std::vector<std::thread> threads;
  std::vector<int> recorded(20, 0);
  for (unsigned i = 0; i < 20; ++i) {
    threads.emplace_back([&, i] {
      // Another writer may hold the store for longer than its patience.
      for (int turn = 0; turn < 20 && recorded[i] == 0; ++turn)
        recorded[i] = bool(openings[i]->record(noticed(i, kSevenDays)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::count(recorded.begin(), recorded.end(), 1) == 20);
  openings.clear();
  store.reopen();
  CHECK(must(store->events({})).size() == 20);
  CHECK(waiting_notices(store) == 1);
}

TEST_CASE("a notice of a message that was put off gives its period back", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(noticed(1, kSevenDays)));
  if (GENERATE(false, true)) must(store->adopt_prepared());  // a late one
  must(store->settle(noticed(1, kSevenDays), false));
  must(store->settle(noticed(1, kSevenDays), false));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  CHECK(must(store->events({})).empty());
  put(store, noticed(2, kSevenDays));
  CHECK(waiting_notices(store) == 1);
}

TEST_CASE("a message whose notice was left out takes none away when it is put off", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  put(store, noticed(1, kSevenDays));
  must(store->record(noticed(2, kSevenDays)));
  must(store->settle(noticed(2, kSevenDays), false));
  store.reopen();
  CHECK(waiting_notices(store) == 1);
  put(store, noticed(3, kSevenDays));
  CHECK(waiting_notices(store) == 1);
}

TEST_CASE("a notice that has left already is not taken back", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(noticed(1, kSevenDays)));
  must(store->adopt_prepared());
  must(store->attempted(noticed(1, kSevenDays).notice->row.id, {{"Alex@Example.org"}, {}, "", {}}, kNow + 5s));
  must(store->settle(noticed(1, kSevenDays), false));
  store.reopen();
  CHECK(must(store->last_notice("RCC-2026-0001")) == kNow + 5s);
  put(store, noticed(2, kSevenDays));
  CHECK(waiting_notices(store) == 0);
}

TEST_CASE("a notice beside copies is withdrawn and confirmed with them", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement both = enforcement(1);
  both.notice = noticed(1, kSevenDays).notice;
  must(store->record(both));
  CHECK(must(store->waiting()).size() == 2);
  const bool succeeded = GENERATE(false, true);
  must(store->settle(both, succeeded));
  store.reopen();
  CHECK(must(store->due(kNow + 1h, 10)).size() == (succeeded ? 2 : 0));
}

TEST_CASE("when a notice went out is known, and no text of it is left", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put(store, noticed(1, kSevenDays));
  must(store->attempted(id, {{}, {}, "away", kNow + 1h}, kNow + 1min));
  CHECK_FALSE(must(store->last_notice("RCC-2026-0001")));
  CHECK(must(store->waiting()).at(0).header == noticed(1, kSevenDays).notice->row.header);
  must(store->attempted(id, {{"Alex@Example.org"}, {}, "", {}}, kNow + 2h));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  CHECK(must(store->last_notice("RCC-2026-0001")) == kNow + 2h);
  CHECK_FALSE(must(store->last_notice("RCC-2026-0002")));
  CHECK(must(store->events({})).size() == 1);
}

TEST_CASE("each notice is told, to whom until it has gone, and when it went", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(must(store->notices()).empty());
  const std::string gone = put(store, noticed(1, 1s, "RCC-2026-0002"));
  put(store, noticed(2, 1s, "RCC-2026-0001"));
  must(store->attempted(gone, {{"Alex@Example.org"}, {}, "", {}}, kNow + 2h));
  store.reopen();
  const auto notices = must(store->notices());
  REQUIRE(notices.size() == 2);
  CHECK(notices[0] == db::NoticeRecord{"RCC-2026-0002", noticed(1, 1s).notice->row.since, "", kNow + 2h});
  CHECK(notices[1] == db::NoticeRecord{"RCC-2026-0001", noticed(2, 1s).notice->row.since, "alex@example.org", {}});
}

TEST_CASE("a notice refused for good is an event, and keeps nobody's message", "[contract][notices][A7]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put(store, noticed(1, kSevenDays));
  must(store->attempted(id, {{}, {{"Alex@Example.org", "550 5.1.1 unknown"}}, "550 5.1.1 unknown", {}}, kNow + 1min));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  CHECK(must(store->kept(true)).empty());
  CHECK_FALSE(must(store->last_notice("RCC-2026-0001")));
  const auto events = must(store->events({"RCC-2026-0001", {}}));
  REQUIRE(events.size() == 2);
  CHECK(events[1].action == "notice");
  CHECK(events[1].at == kNow + 1min);
  CHECK(events[1].address == "alex@example.org");
  CHECK(events[1].recipient == "Alex@Example.org");
  CHECK(events[1].note == "undeliverable: 550 5.1.1 unknown");
  CHECK(events[1].copy_id.empty());
}

TEST_CASE("a notice is given up after five days, with an event", "[contract][notices][A7]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put(store, noticed(0, kSevenDays));
  must(store->attempted(id, {{}, {}, "connection refused", kNow + 120h}, kNow + 120h - 1s));
  CHECK(waiting_notices(store) == 1);
  must(store->attempted(id, {{}, {}, "connection refused", kNow + 121h}, kNow + 120h));
  store.reopen();
  CHECK(must(store->waiting()).empty());
  const auto events = must(store->events({}));
  REQUIRE(events.size() == 2);
  CHECK(events[1].action == "notice");
  CHECK(events[1].recipient == "Alex@Example.org");
  CHECK(events[1].note == "given-up: connection refused");
  CHECK(fails(store->attempted(id, {{}, {}, "again", kNow}, kNow), Fault::refused));
}

TEST_CASE("one that is taken on the fifth day is sent, not given up", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string id = put(store, noticed(0, kSevenDays));
  must(store->attempted(id, {{"Alex@Example.org"}, {}, "", {}}, kNow + 140h));
  store.reopen();
  CHECK(must(store->last_notice("RCC-2026-0001")) == kNow + 140h);
  CHECK(must(store->events({})).size() == 1);
}

TEST_CASE("a copy waits for ever: it has a message", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->settle(enforcement(1), true));
  must(store->attempted(enforcement(1).outbox[0].id, {{}, {}, "away", kNow}, kNow + 24h * 365));
  store.reopen();
  CHECK(must(store->waiting()).size() == 1);
}

TEST_CASE("a notice that could not be sent to anybody is refused whole", "[contract][notices]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement broken = noticed(1, kSevenDays);
  db::OutboxRow& row = broken.notice->row;
  const int fault = GENERATE(0, 1, 2, 3, 4);
  if (fault == 0) row.recipients.clear();
  if (fault == 1) row.header.clear();
  if (fault == 2) row.restriction.reset();
  if (fault == 3) row.kept_id = id_of(1);
  if (fault == 4) row.kind = OutboxKind::copy;
  CHECK(fails(store->record(broken), Fault::refused));
  store.reopen();
  CHECK(must(store->events({})).empty());
  CHECK(must(store->waiting()).empty());
}

TEST_CASE("notices go with their restriction when it is removed for good", "[contract][notices][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction ended = restriction_of("alex@example.org");
  ended.status = policy::Status::ended;
  const policy::Reference reference = must(store->commit(adding(ended), kAdmin, kNow)).front();
  const std::string sent = put(store, noticed(1, 1s, reference));
  must(store->attempted(sent, {{"Alex@Example.org"}, {}, "", {}}, kNow));
  put(store, noticed(100, 1s, reference));
  must(store->remove_for_good({{}, {}, {reference}, {}}, db::kPurged, "its time is over", kAdmin, kNow));
  store.reopen();
  CHECK(waiting_notices(store) == 0);
  CHECK_FALSE(must(store->last_notice(reference)));
}

}  // namespace
}  // namespace postern::contract
