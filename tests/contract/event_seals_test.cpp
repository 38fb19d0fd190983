// Events are sealed into the chain in batches, and the seals name every event that they cover.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;

const db::Actor kDaemon{"postern", "postern"};
constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();

std::size_t seal(StoreUnderTest& store, std::chrono::sys_seconds until, std::size_t limit = 100) {
  return must(store->seal_events(until, limit, kDaemon, kNow));
}

/// The last entry's seal.
db::EventSeal last_seal(StoreUnderTest& store) {
  const auto head = must(store->audit_head());
  const auto entry = must(store->audit(head.sequence - 1, 1)).front();
  REQUIRE(entry.action == db::kEventsSealed);
  const auto found = db::seal_in(*entry.data);
  REQUIRE(found);
  return *found;
}

TEST_CASE("nothing new is nothing to seal, and leaves no entry", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(seal(store, kNow) == 0);
  must(store->record(only_event(1)));
  CHECK(seal(store, kNow) == 0);  // the event is a second younger
  CHECK(must(store->audit_head()).sequence == 0);
}

TEST_CASE("each seal goes on where the last one ended", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (unsigned i = 1; i <= 3; ++i) must(store->record(only_event(i)));
  CHECK(seal(store, kNow + 2s) == 2);
  CHECK(last_seal(store).from == 1);
  CHECK(last_seal(store).to == 2);
  store.reopen();
  CHECK(seal(store, kNow + 2s) == 0);
  CHECK(seal(store, kNow + 3s) == 1);
  CHECK(last_seal(store).from == 3);
  CHECK(seal(store, kNow + 9s) == 0);
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("a seal covers at most as many events as asked for", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (unsigned i = 1; i <= 5; ++i) must(store->record(only_event(i)));
  CHECK(seal(store, kNow + 9s, 2) == 2);
  CHECK(seal(store, kNow + 9s, 2) == 2);
  CHECK(seal(store, kNow + 9s, 2) == 1);
}

TEST_CASE("a seal has the hash of every event, over its canonical form and a salt of its own", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(only_event(1)));
  must(store->record(only_event(2)));
  CHECK(seal(store, kNow + 9s) == 2);
  store.reopen();
  const auto found = must(store->sealed(kFirst, 10));
  REQUIRE(found.size() == 2);
  const auto listed = last_seal(store).events;
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE(found[i].sealed);
    REQUIRE(found[i].stored);
    CHECK(found[i].stored->enforcement == only_event(static_cast<unsigned>(i) + 1).id);
    CHECK(listed[i].second == db::hash_of(*found[i].stored, *found[i].salt));
  }
  CHECK(found[0].salt != found[1].salt);
  CHECK(must(store->sealed(found[0].id, 10)).size() == 1);
  CHECK(must(store->sealed(kFirst, 1)).front().id == found[0].id);
}

TEST_CASE("an event that is not sealed yet is told apart", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(only_event(1)));
  const auto found = must(store->sealed(kFirst, 10));
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].sealed);
  CHECK(found[0].stored);
}

TEST_CASE("the clock that went back keeps no event from being sealed", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement early = only_event(2);
  early.events.front().at = kNow - 24h;
  must(store->record(only_event(1)));
  must(store->record(early));
  CHECK(seal(store, kNow - 1h) == 2);
}

TEST_CASE("an event that is withdrawn after it was sealed leaves its trace", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  CHECK(seal(store, kNow + 9s) == 1);
  must(store->settle(enforcement(1), false));
  must(store->settle(enforcement(1), false));
  store.reopen();
  CHECK(must(store->events({})).empty());
  const auto found = must(store->sealed(kFirst, 10));
  REQUIRE(found.size() == 1);
  CHECK(found[0].sealed);
  CHECK_FALSE(found[0].salt);
  CHECK_FALSE(found[0].stored);
  const auto entries = must(store->audit(1, 10));
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].action == db::kWithdrawn);
  CHECK(db::removed_in(*entries[0].data)->events == db::Ranges{{1, 1}});
}

TEST_CASE("an event that is withdrawn before it was sealed leaves none", "[contract][seal]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(only_event(1)));
  must(store->settle(only_event(1), false));
  must(store->record(only_event(2)));
  CHECK(seal(store, kNow + 9s) == 1);
  CHECK(last_seal(store).events.front().first == 2);
  CHECK(last_seal(store).from == 1);
}

TEST_CASE("an entry may be about what changes nothing in the store", "[contract][audit]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto revision = must(store->revision());
  must(store->note({"evidence-exported", "RCC-2026-0001", "{}"}, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->audit(0, 10)).front().action == "evidence-exported");
  CHECK(must(store->revision()) == revision);
  CHECK(first_broken(*store) == 0);
}

}  // namespace
}  // namespace postern::contract
