// What leaves the store for good, what is held, and what remains of it.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using policy::Fault;

const db::Expiry kLater{kNow + 240h, kNow + 240h, kNow + 240h};

/// RCC-2026-0001, ended or as `status` says; with a legal hold where asked for.
void add_restriction(StoreUnderTest& store, policy::Status status = policy::Status::ended, bool hold = false) {
  policy::Restriction restriction = restriction_of("alex@example.org");
  restriction.status = status;
  restriction.legal_hold = hold;
  must(store->commit(adding(restriction), kAdmin, kNow));
}

/// A message that was kept, released and sent; and its event, sealed.
void add_finished_message(StoreUnderTest& store, unsigned number) {
  db::Enforcement one = enforcement(number);
  one.outbox.clear();
  must(store->record(one));
  must(store->remove(id_of(number), {"deleted", "", "{}"}, kAdmin, kNow));
  must(store->seal_events(kNow + 24h, 100, kAdmin, kNow));
}

policy::Result<db::Removal> remove(StoreUnderTest& store, const db::Removal& removal) {
  return store->remove_for_good(removal, db::kPurged, "retention", kAdmin, kNow);
}

TEST_CASE("what is over and old is past its time, and nothing younger", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_restriction(store);
  add_finished_message(store, 1);
  CHECK(must(store->expired({kNow, kNow, kNow}, 10)).empty());
  const auto found = must(store->expired(kLater, 10));
  CHECK(found.events == std::vector<std::int64_t>{1});
  CHECK(found.kept == std::vector<std::string>{id_of(1)});
  CHECK(found.restrictions == std::vector<policy::Reference>{"RCC-2026-0001"});
  CHECK(must(store->expired(kLater, 0)).empty());
}

TEST_CASE("nothing is past its time that waits, is in force or is not sealed", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_restriction(store, GENERATE(policy::Status::draft, policy::Status::authorised, policy::Status::in_force));
  must(store->record(enforcement(1)));
  CHECK(must(store->expired(kLater, 10)).empty());
  CHECK(fails(remove(store, {{}, {}, {"RCC-2026-0001"}, {}}), Fault::conflict));
  CHECK(fails(remove(store, {{}, {id_of(1)}, {}, {}}), Fault::conflict));
  CHECK(fails(remove(store, {{7}, {}, {}, {}}), Fault::conflict));
  CHECK(fails(remove(store, {{}, {id_of(7)}, {}, {}}), Fault::conflict));
  CHECK(must(store->events({})).size() == 1);
}

TEST_CASE("a hold keeps the restriction, its events, its messages and their bytes", "[contract][retention][hold]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_finished_message(store, 1);
  add_restriction(store, policy::Status::ended, true);
  store.reopen();
  CHECK(must(store->expired(kLater, 10)).empty());
  CHECK(must(store->unreferenced({id_of(1)})).empty());
  CHECK(fails(remove(store, {{}, {}, {"RCC-2026-0001"}, {}}), Fault::refused));
  CHECK(fails(remove(store, {{1}, {}, {}, {}}), Fault::refused));
  CHECK(fails(remove(store, {{}, {id_of(1)}, {}, {}}), Fault::refused));
  must(store->record(enforcement(2)));
  CHECK(fails(store->remove(id_of(2), {"deleted", "", "{}"}, kAdmin, kNow), Fault::refused));
  CHECK(must(store->kept(false)).size() == 1);
}

TEST_CASE("a message of which only a copy was sent is held by its event", "[contract][retention][hold]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement copied = enforcement(1);
  copied.kept.clear();
  must(store->record(copied));
  must(store->settle(copied, true));
  must(store->attempted(copied.outbox.front().id, {copied.outbox.front().recipients, {}, "", kNow}, kNow));
  CHECK(must(store->unreferenced({id_of(1)})).size() == 1);
  CHECK(must(store->expired(kLater, 10)).kept.size() == 1);
  add_restriction(store, policy::Status::in_force, true);
  CHECK(must(store->unreferenced({id_of(1)})).empty());
  CHECK(must(store->expired(kLater, 10)).kept.empty());
}

TEST_CASE("what is removed is gone, and the chain says so and stays whole", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_restriction(store);
  add_finished_message(store, 1);
  const auto revision = must(store->revision());
  const auto gone = must(remove(store, must(store->expired(kLater, 10))));
  CHECK(gone.audit == std::vector<std::uint64_t>{1});
  store.reopen();
  CHECK(must(store->events({})).empty());
  CHECK(must(store->kept(true)).empty());
  CHECK(fails(store->kept_message(id_of(1)), Fault::refused));
  CHECK(fails(store->restriction("RCC-2026-0001"), Fault::refused));
  CHECK(must(store->contents()).restrictions.empty());
  CHECK(must(store->revision()) > revision);
  const auto entries = must(store->audit(0, 10));
  REQUIRE(entries.size() == 4);
  CHECK_FALSE(entries[0].data);
  CHECK_FALSE(entries[0].salt);
  CHECK(entries[1].data);
  CHECK(entries[3].action == db::kPurged);
  const auto named = db::removed_in(*entries[3].data);
  REQUIRE(named);
  CHECK(named->events == db::Ranges{{1, 1}});
  CHECK(named->audit == db::Ranges{{1, 1}});
  CHECK(first_broken(*store) == 0);
  CHECK(must(store->expired(kLater, 10)).empty());
}

TEST_CASE("entries that say what was removed or sealed never lose their data", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_finished_message(store, 1);                               // 1: deleted, 2: events-sealed
  CHECK(must(remove(store, {{1}, {}, {}, {}})).audit.empty());  // 3: purged
  CHECK(must(remove(store, {{}, {}, {}, {1, 2, 3, 9}})).audit == std::vector<std::uint64_t>{1});
}

TEST_CASE("a reference that was removed is never given again", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_restriction(store);
  must(remove(store, {{}, {}, {"RCC-2026-0001"}, {}}));
  CHECK(must(store->commit(adding(restriction_of("a@example.org")), kAdmin, kNow)).front() == "RCC-2026-0002");
  policy::Restriction again = restriction_of("b@example.org");
  again.reference = "RCC-2026-0001";
  CHECK(fails(store->commit(adding(again), kAdmin, kNow), Fault::refused));
}

TEST_CASE("a removal is all or nothing", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  add_restriction(store);
  add_finished_message(store, 1);
  const auto head = must(store->audit_head());
  CHECK(fails(remove(store, {{1}, {id_of(1), id_of(7)}, {"RCC-2026-0001"}, {}}), Fault::conflict));
  CHECK(must(store->events({})).size() == 1);
  CHECK(must(store->contents()).restrictions.size() == 1);
  CHECK(must(store->audit_head()).hash == head.hash);
}

TEST_CASE("a run is remembered until it is forgotten", "[contract][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK_FALSE(must(store->last_run("purge")));
  must(store->note_run("purge", kNow));
  must(store->note_run("purge", kNow + 1h));
  store.reopen();
  CHECK(must(store->last_run("purge")) == kNow + 1h);
  CHECK_FALSE(must(store->last_run("other")));
  must(store->note_run("purge", std::nullopt));
  CHECK_FALSE(must(store->last_run("purge")));
}

TEST_CASE("numbers become runs of neighbours", "[contract][retention]") {
  CHECK(db::ranges_of({}).empty());
  CHECK(db::ranges_of({3, 1, 2, 7, 2}) == db::Ranges{{1, 3}, {7, 7}});
}

}  // namespace
}  // namespace postern::contract
