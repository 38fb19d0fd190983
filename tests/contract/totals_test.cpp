// How much waits, counted by the store.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using db::KeptStatus;
using db::OutboxKind;

const db::Unread kUnread{kNow, kNow - 120h, kNow + 24h};

/// A kept message with one recipient in this state.
db::Enforcement kept(unsigned number, std::chrono::sys_seconds at, KeptStatus status = KeptStatus::kept,
                     std::optional<std::chrono::sys_seconds> release_at = std::nullopt) {
  db::Enforcement rows = enforcement(number);
  rows.message->at = at;
  rows.outbox.clear();
  rows.kept.front().status = status;
  rows.kept.front().release_at = release_at;
  return rows;
}

std::size_t unread(StoreUnderTest& store, const db::Enforcement& rows) {
  must(store->record(rows));
  store.reopen();
  return must(store->waiting_totals(kUnread)).unread;
}

TEST_CASE("an empty store has nothing that waits", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto totals = must(store->waiting_totals(kUnread));
  CHECK(totals.kept == 0);
  CHECK(totals.kept_size == 0);
  CHECK(totals.unread == 0);
  CHECK(totals.outbox.empty());
  CHECK_FALSE(totals.outbox_oldest_since);
}

TEST_CASE("a message counts once however many wait for it, and not once nobody does", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement two = kept(1, kNow);
  two.kept.push_back(two.kept.front());
  two.kept.back().recipient = "<parks@york.gov.uk>";
  must(store->record(two));
  must(store->record(kept(2, kNow, KeptStatus::held, kNow + 1h)));
  must(store->record(kept(3, kNow, KeptStatus::refused)));
  db::Enforcement copies = enforcement(4);
  copies.kept.clear();
  must(store->record(copies));
  store.reopen();
  CHECK(must(store->waiting_totals(kUnread)).kept == 3);
  CHECK(must(store->waiting_totals(kUnread)).kept_size == 3 * 1234);
  must(store->release(id_of(1), {"<tax@york.gov.uk>"}, {}, {"kept.release", "", "{}"}, kAdmin, kNow));
  CHECK(must(store->waiting_totals(kUnread)).kept == 3);
  must(store->release(id_of(1), {"<parks@york.gov.uk>"}, {}, {"kept.release", "", "{}"}, kAdmin, kNow));
  must(store->remove(id_of(3), {"kept.delete", "", "{}"}, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->waiting_totals(kUnread)).kept == 1);
  CHECK(must(store->waiting_totals(kUnread)).kept_size == 1234);
}

TEST_CASE("what came long ago is unread until somebody looks, and again long after that", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(kept(2, kUnread.since + 1s)));
  CHECK(unread(store, kept(1, kUnread.since)) == 1);
  must(store->looked_at({id_of(1)}, std::nullopt, {"a", "a"}, kNow - 1s));
  CHECK(must(store->waiting_totals(kUnread)).unread == 0);
  CHECK(must(store->waiting_totals({kNow + 240h, kNow, kNow + 264h})).unread == 2);
  must(store->looked_at({id_of(1)}, std::nullopt, {"b", "b"}, kNow + 1h));
  CHECK(must(store->waiting_totals({kNow + 240h, kNow, kNow + 264h})).unread == 1);
}

TEST_CASE("what was released or deleted is not unread", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(unread(store, kept(1, kUnread.since)) == 1);
  must(store->remove(id_of(1), {"kept.delete", "", "{}"}, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->waiting_totals(kUnread)).unread == 0);
}

TEST_CASE("what is held until later is not unread, and what should have gone out is", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(unread(store, kept(1, kUnread.since, KeptStatus::held, kNow + 1s)) == 0);
  CHECK(unread(store, kept(2, kUnread.since, KeptStatus::held, kNow)) == 1);
}

TEST_CASE("what came while the clock was ahead is unread until somebody looks, held or not", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(unread(store, kept(1, kUnread.credible)) == 0);
  CHECK(unread(store, kept(2, kUnread.credible + 1s)) == 1);
  CHECK(unread(store, kept(3, kUnread.credible + 1s, KeptStatus::held, kNow + 240h)) == 2);
  must(store->looked_at({id_of(2), id_of(3)}, std::nullopt, kAdmin, kNow));
  CHECK(must(store->waiting_totals(kUnread)).unread == 0);
}

TEST_CASE("open submissions count by kind, with the oldest of all", "[contract][totals]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->record(noticed(2, 1h)));
  const auto since = enforcement(1).outbox.front().since;
  store.reopen();
  const auto totals = must(store->waiting_totals(kUnread));
  CHECK(totals.outbox == std::map<OutboxKind, std::size_t>{{OutboxKind::copy, 1}, {OutboxKind::notice, 1}});
  CHECK(totals.outbox_oldest_since == std::min(since, noticed(2, 1h).notice->row.since));
  must(store->settle(enforcement(1), true));
  must(store->attempted(enforcement(1).outbox.front().id, {{"m.manager@york.gov.uk", "parks@york.gov.uk"}, {}, "", {}},
                        kNow));
  must(store->settle(noticed(2, 1h), false));
  store.reopen();
  CHECK(must(store->waiting_totals(kUnread)).outbox.empty());
  CHECK_FALSE(must(store->waiting_totals(kUnread)).outbox_oldest_since);
}

}  // namespace
}  // namespace postern::contract
