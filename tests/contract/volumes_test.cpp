// Counting under a volume (policy/time/volume.hpp): exact, whoever counts at the same time, and nothing counted that
// did not happen.
#include <atomic>
#include <thread>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using policy::Fault;
using policy::Quota;

const std::string kReference = "RCC-2026-0001";
/// Around kNow, by way of example an hour.
const policy::PeriodSpan kPeriod{kNow, kNow + 1h};

Quota up_to(unsigned limit, const policy::Reference& restriction = kReference, policy::PeriodSpan period = kPeriod) {
  return {restriction, limit, period};
}

db::Enforcement counting(unsigned number, std::vector<Quota> quotas) {
  db::Enforcement made = enforcement(number);
  made.counts = std::move(quotas);
  return made;
}

db::Enforcement counting_at(unsigned number, std::chrono::sys_seconds at, const Quota& quota) {
  db::Enforcement made = only_event(number);
  made.events.front().at = at;
  made.counts = {quota};
  return made;
}

unsigned used(StoreUnderTest& store, const Quota& quota) {
  return must(store->usage({quota})).of(quota.restriction);
}

TEST_CASE("messages count until the volume is used up", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(used(store, up_to(2)) == 0);
  must(store->record(counting(1, {up_to(2)})));
  CHECK(used(store, up_to(2)) == 1);
  must(store->record(counting(2, {up_to(2)})));
  store.reopen();
  CHECK(used(store, up_to(2)) == 2);
  CHECK(fails(store->record(counting(3, {up_to(2)})), Fault::conflict));
  must(store->record(counting(4, {up_to(3)})));  // the terms were changed to a larger one
  CHECK(fails(store->record(counting(5, {up_to(1)})), Fault::conflict));
  CHECK(used(store, up_to(2)) == 3);
}

TEST_CASE("each message that counted is told, under its restriction", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(counting_at(1, kNow + 2min, up_to(9))));
  must(store->record(counting_at(2, kNow + 1min, up_to(9, "RCC-2026-0002"))));
  must(store->record(enforcement(3)));
  store.reopen();
  const std::vector<db::CountedMessage> counted = {{"RCC-2026-0002", kNow + 1min}, {kReference, kNow + 2min}};
  CHECK(must(store->counted_messages()) == counted);
}

TEST_CASE("what does not count is recorded whatever is used up", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(counting(1, {up_to(1)})));
  must(store->record(enforcement(2)));
  CHECK(used(store, up_to(1)) == 1);
}

TEST_CASE("where a volume is used up nothing is recorded at all, and the same message may be recorded otherwise",
          "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(counting(1, {up_to(1)})));
  const Quota other = up_to(5, "RCC-2026-0002");
  // The one that is used up comes last: what was counted before it is not counted either.
  CHECK(fails(store->record(counting(2, {other, up_to(1)})), Fault::conflict));
  store.reopen();
  CHECK(used(store, other) == 0);
  CHECK(must(store->events({})).size() == 1);
  CHECK(must(store->kept(true)).size() == 1);
  CHECK(must(store->waiting()).size() == 1);
  CHECK(must(store->unreferenced({id_of(2)})) == std::vector{id_of(2)});
  must(store->record(counting(2, {other})));
  CHECK(used(store, other) == 1);
}

TEST_CASE("each restriction counts for itself", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const Quota other = up_to(1, "RCC-2026-0002");
  must(store->record(counting(1, {up_to(2), other})));
  must(store->record(counting(2, {up_to(2)})));
  store.reopen();
  const auto usage = must(store->usage({up_to(2), other, up_to(9, "RCC-2026-0003")}));
  CHECK(usage.of(kReference) == 2);
  CHECK(usage.of("RCC-2026-0002") == 1);
  CHECK(usage.of("RCC-2026-0003") == 0);
  CHECK(must(store->usage({})).of(kReference) == 0);
}

TEST_CASE("a message whose edits fail gives back what it took, and that of no other", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(counting(1, {up_to(2), up_to(1, "RCC-2026-0002")})));
  must(store->record(counting(2, {up_to(2)})));
  must(store->settle(counting(1, {}), false));
  must(store->settle(counting(1, {}), false));
  store.reopen();
  CHECK(used(store, up_to(2)) == 1);
  CHECK(used(store, up_to(1, "RCC-2026-0002")) == 0);
  must(store->record(counting(3, {up_to(2)})));
  CHECK(fails(store->record(counting(4, {up_to(2)})), Fault::conflict));
}

TEST_CASE("a message whose edits succeed stays counted", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const db::Enforcement copied = counting(1, {up_to(3)});
  db::Enforcement in_place = only_event(2);
  in_place.counts = {up_to(3)};
  must(store->record(copied));
  must(store->record(in_place));
  must(store->settle(copied, true));
  must(store->settle(in_place, true));
  store.reopen();
  CHECK(used(store, up_to(3)) == 2);
}

TEST_CASE("a period includes its first second and excludes its last", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const Quota before = up_to(9, kReference, {kNow - 1h, kNow});
  const Quota now = up_to(9);
  const Quota after = up_to(9, kReference, {kNow + 1h, kNow + 2h});
  must(store->record(counting_at(1, kNow - 1s, before)));
  must(store->record(counting_at(2, kNow, now)));
  must(store->record(counting_at(3, kNow + 1h - 1s, now)));
  must(store->record(counting_at(4, kNow + 1h, after)));
  store.reopen();
  CHECK(used(store, before) == 1);
  CHECK(used(store, now) == 2);
  CHECK(used(store, after) == 1);
  // What began before the period, or came in after it, counts in the one in which it was decided.
  must(store->record(counting_at(5, kNow - 1s, now)));
  must(store->record(counting_at(6, kNow + 1h, now)));
  CHECK(used(store, before) == 1);
  CHECK(used(store, now) == 4);
  CHECK(used(store, after) == 1);
}

TEST_CASE("a period that was used up does not burden the next one", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(counting(1, {up_to(1)})));
  CHECK(fails(store->record(counting(2, {up_to(1)})), Fault::conflict));
  must(store->record(counting(2, {up_to(1, kReference, {kNow + 1h, kNow + 2h})})));
}

TEST_CASE("what counts without an event is refused", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement broken = counting(1, {up_to(1)});
  broken.events.clear();
  CHECK(fails(store->record(broken), Fault::refused));
  CHECK(used(store, up_to(1)) == 0);
}

TEST_CASE("a message that was counted while the clock was ahead takes no other count away", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(counting_at(1, kNow, up_to(9))));
  const auto ahead = kNow + std::chrono::days{365};
  must(store->record(counting_at(2, ahead, up_to(9, kReference, policy::PeriodSpan{ahead - 1h, ahead + 1h}))));
  store.reopen();
  CHECK(used(store, up_to(9)) == 1);
}

TEST_CASE("the counts of a restriction go with it", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction ended = restriction_of("alex@example.org");
  ended.status = policy::Status::ended;
  must(store->commit(adding(ended), kAdmin, kNow));
  const Quota other = up_to(9, "RCC-2026-0002");
  must(store->record(counting_at(1, kNow, up_to(9))));
  must(store->record(counting_at(2, kNow, other)));
  must(store->remove_for_good({{}, {}, {kReference}, {}}, db::kPurged, "retention", kAdmin, kNow));
  store.reopen();
  CHECK(used(store, up_to(9)) == 0);
  CHECK(used(store, other) == 1);
}

TEST_CASE("with five left, five of two hundred messages pass, whoever they come through", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  constexpr unsigned kThreads = 20;
  constexpr unsigned kEach = 10;
  const std::vector<std::shared_ptr<db::Store>> openings{store.beside(), store.beside(), store.beside()};
  std::atomic<unsigned> passed{0};
  std::atomic<unsigned> used_up{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      db::Store& mine = t % 4 == 3 ? *store : *openings[t % 4];
      for (unsigned i = 0; i < kEach; ++i) {
        const db::Enforcement one = counting_at(t * kEach + i, kNow + 1s, up_to(5));
        const auto recorded = mine.record(one);
        if (recorded) {
          ++passed;
          static_cast<void>(mine.settle(one, true));
        } else if (recorded.error().fault == Fault::conflict) {
          ++used_up;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(passed == 5);
  CHECK(used_up == kThreads * kEach - 5);
  store.reopen();
  CHECK(used(store, up_to(5)) == 5);
  CHECK(must(store->events({})).size() == 5);
}

TEST_CASE("what many give back at once can be taken again, and never more", "[contract][volume]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto other = store.beside();
  std::atomic<unsigned> kept{0};
  std::atomic<bool> more{false};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      db::Store& mine = t % 2 == 0 ? *store : *other;
      for (unsigned i = 0; i < 10; ++i) {
        const db::Enforcement one = counting_at(t * 10 + i, kNow, up_to(3));
        if (!mine.record(one)) continue;
        const bool succeeded = i % 2 == 0;
        if (!mine.settle(one, succeeded)) more = true;
        if (succeeded) ++kept;
        const auto now = mine.usage({up_to(3)});
        if (!now || now->of(kReference) > 3) more = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(more);
  CHECK(kept <= 3);
  CHECK(used(store, up_to(3)) == kept);
}

}  // namespace
}  // namespace postern::contract
