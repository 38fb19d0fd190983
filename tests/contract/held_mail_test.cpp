// Held mail, decided anew in one transaction.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using db::KeptStatus;
using policy::Fault;

const policy::PeriodSpan kWeek{kNow - 24h, kNow + 24h * 6};

/// Held for two until `kNow + 1h`, and kept for a third.
db::Enforcement held_message(unsigned number, std::chrono::sys_seconds until = kNow + 1h) {
  db::Enforcement enforcement = contract::enforcement(number);
  enforcement.outbox.clear();
  enforcement.kept = {{"<tax@york.gov.uk>", KeptStatus::held, "RCC-2026-0001", "", until, ""},
                      {"<parks@york.gov.uk>", KeptStatus::held, "RCC-2026-0001", "", until, ""},
                      {"<foi@york.gov.uk>", KeptStatus::kept, "RCC-2026-0001", "", std::nullopt, ""}};
  return enforcement;
}

/// tax is released to the manager.
db::Redecision release_of_tax(unsigned number) {
  db::Redecision rows;
  rows.id = id_of(900 + number);
  rows.message = id_of(number);
  rows.recipients = {{"<tax@york.gov.uk>", KeptStatus::released, "RCC-2026-0001", "", std::nullopt, "released"}};
  rows.events = only_event(number).events;
  rows.events.front().at = kNow + 1h;
  rows.events.front().note = "released";
  rows.outbox = {release_row(number, id_of(number), "m.manager@york.gov.uk")};
  return rows;
}

std::vector<std::string> ids(const std::vector<db::KeptEntry>& entries) {
  std::vector<std::string> found;
  for (const db::KeptEntry& entry : entries) found.push_back(entry.message.id);
  return found;
}

TEST_CASE("what is held is due at its very second, the longest due first", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(held_message(1, kNow + 2h)));
  must(store->record(held_message(2, kNow + 1h)));
  must(store->record(contract::enforcement(3)));
  store.reopen();
  CHECK(must(store->held_until(kNow + 1h - 1s, 10)).empty());
  CHECK(ids(must(store->held_until(kNow + 1h, 10))) == std::vector<std::string>{id_of(2)});
  CHECK(ids(must(store->held_until(kNow + 3h, 10))) == std::vector<std::string>{id_of(2), id_of(1)});
  CHECK(ids(must(store->held_until(kNow + 3h, 1))) == std::vector<std::string>{id_of(2)});
  CHECK(must(store->held_until(kNow + 3h, 10)).front().recipients.size() == 3);
}

TEST_CASE("what was held while the clock was ahead is due at once, and only once", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement ahead = held_message(1, kNow + 366 * 24h);
  ahead.message->at = kNow + 365 * 24h;
  must(store->record(ahead));
  store.reopen();
  CHECK(ids(must(store->held_until(kNow, 10))) == std::vector<std::string>{id_of(1)});
  db::Redecision rows = release_of_tax(1);
  rows.outbox.clear();
  rows.recipients = {{"<tax@york.gov.uk>", KeptStatus::held, "RCC-2026-0001", "", kNow + 1h, "held-again"},
                     {"<parks@york.gov.uk>", KeptStatus::held, "RCC-2026-0001", "", kNow + 1h, "held-again"}};
  must(store->redecide(rows));
  CHECK(must(store->held_until(kNow + 1h - 1s, 10)).empty());
  CHECK(must(store->held_until(kNow + 1h, 10)).size() == 1);
}

TEST_CASE("a message whose edits may still fail is not yet due", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement just_now = held_message(1, kNow);
  just_now.message->at = kNow;
  must(store->record(just_now));
  CHECK(must(store->held_until(kNow + db::kSettledAfter - 1s, 10)).empty());
  CHECK(must(store->held_until(kNow + db::kSettledAfter, 10)).size() == 1);
}

TEST_CASE("edits that failed take a release along that was decided meanwhile", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const db::Enforcement held = held_message(1);
  must(store->record(held));
  must(store->redecide(release_of_tax(1)));
  must(store->settle(held, false));
  store.reopen();
  CHECK(must(store->waiting()).empty());
}

TEST_CASE("a recipient who is there twice is decided anew in one go", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement twice = held_message(1);
  twice.kept.push_back(twice.kept.front());
  must(store->record(twice));
  db::Redecision rows = release_of_tax(1);
  rows.recipients.push_back(rows.recipients.front());
  must(store->redecide(rows));
  store.reopen();
  const auto recipients = must(store->kept_message(id_of(1))).recipients;
  CHECK(recipients.front().status == KeptStatus::released);
  CHECK(recipients.back().status == KeptStatus::released);
}

TEST_CASE("a new decision changes recipients, events and outbox together", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(held_message(1)));
  db::Redecision rows = release_of_tax(1);
  rows.recipients.push_back({"<parks@york.gov.uk>", KeptStatus::held, "RCC-2026-0002", "", kNow + 25h, "held-again"});
  must(store->redecide(rows));
  store.reopen();
  const db::KeptEntry entry = must(store->kept_message(id_of(1)));
  CHECK(entry.recipients[0].status == KeptStatus::released);
  CHECK(entry.recipients[0].note == "released");
  CHECK_FALSE(entry.recipients[0].release_at);
  CHECK(entry.recipients[1].status == KeptStatus::held);
  CHECK(entry.recipients[1].release_at == kNow + 25h);
  CHECK(entry.recipients[1].restriction == "RCC-2026-0002");
  CHECK(entry.recipients[2].status == KeptStatus::kept);
  const auto waiting = must(store->waiting());
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].state == db::OutboxState::ready);
  CHECK(waiting[0].kept_id == id_of(1));
  CHECK(must(store->events({})).size() == 2);
  CHECK(must(store->held_until(kNow + 2h, 10)).empty());
  CHECK(must(store->held_until(kNow + 25h, 10)).size() == 1);
}

TEST_CASE("held mail is decided anew once, and never what somebody released meanwhile", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(held_message(1)));
  if (GENERATE(true, false)) {
    must(store->redecide(release_of_tax(1)));
  } else {
    must(store->release(id_of(1), {"<tax@york.gov.uk>"}, {release_row(7, id_of(1), "tax@york.gov.uk")},
                        {"released", id_of(1), "{}"}, kAdmin, kNow));
  }
  const auto events = must(store->events({})).size();
  db::Redecision again = release_of_tax(1);
  again.id = id_of(950);
  again.outbox.front().id = id_of(951);
  again.outbox.front().token = id_of(952);
  again.recipients.insert(again.recipients.begin(),
                          {"<parks@york.gov.uk>", KeptStatus::released, "RCC-2026-0001", "", std::nullopt, ""});
  CHECK(fails(store->redecide(again), Fault::conflict));
  store.reopen();
  CHECK(must(store->waiting()).size() == 1);
  CHECK(must(store->events({})).size() == events);
  CHECK(must(store->kept_message(id_of(1))).recipients[1].status == KeptStatus::held);
}

TEST_CASE("a release counts under the volume, and not beyond it", "[contract][held]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(held_message(1)));
  must(store->record(held_message(2)));
  const policy::Quota quota{"RCC-2026-0001", 1, kWeek};
  db::Redecision first = release_of_tax(1);
  first.counts = {quota};
  db::Redecision second = release_of_tax(2);
  second.counts = {quota};
  must(store->redecide(first));
  CHECK(fails(store->redecide(second), Fault::conflict));
  store.reopen();
  CHECK(must(store->usage({quota})).of("RCC-2026-0001") == 1);
  CHECK(must(store->kept_message(id_of(2))).recipients[0].status == KeptStatus::held);
  CHECK(must(store->waiting()).size() == 1);
}

}  // namespace
}  // namespace postern::contract
