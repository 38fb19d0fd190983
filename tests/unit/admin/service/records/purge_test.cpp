#include "admin/service/records/purge.hpp"

#include <functional>
#include <set>
#include <utility>

#include <catch2/catch.hpp>

#include "admin/service/records/audit_check.hpp"
#include "db/sql/sql_store.hpp"
#include "mail/pass_token.hpp"
#include "support/db/fresh_store.hpp"
#include "unit/admin/desk.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::Desk;
using test::kNow;

namespace {

constexpr std::chrono::seconds kDay = 24h;

/// Remembers which files were to be removed.
class Files : public mail::KeptMessages {
 public:
  std::variant<std::unique_ptr<mail::KeptMessageWriter>, mail::KeepError> begin() override {
    return mail::KeepError{mail::KeepFault::failed, "not in this test"};
  }
  void remove(const std::string& id) override { removed.insert(id); }
  std::string path(const std::string& id) const override { return "/nowhere/" + id; }
  std::set<std::string> removed;
};

class PurgeDesk : public Desk {
 public:
  policy::Result<db::Removal> purge_at(std::chrono::sys_seconds now) {
    return admin::purge(*store, files, {config, {"postern", "postern"}, now});
  }
  /// An event and a kept message of that time.
  std::string keep(std::chrono::sys_seconds at, db::KeptStatus status = db::KeptStatus::released,
                   const std::string& restriction = "RCC-2026-0001") {
    db::Enforcement rows;
    rows.id = mail::random_id();
    db::Event event;
    event.at = at;
    event.restriction = restriction;
    rows.events = {event};
    rows.message = db::KeptMessage{};
    rows.message->id = mail::random_id();
    rows.message->at = at;
    rows.kept = {{"<tax@york.gov.uk>", status, restriction, "", std::nullopt, ""}};
    REQUIRE(store->record(rows));
    return rows.message->id;
  }
  /// A digest of that time that lists them; sent, or refused.
  void list(const std::vector<std::string>& messages, std::chrono::sys_seconds at, bool sent = true) {
    db::OutboxRow row;
    row.id = mail::random_id();
    row.kind = db::OutboxKind::digest;
    row.recipients = {"m.manager@york.gov.uk"};
    row.since = row.next_attempt = at;
    db::Posting posting{"digest-kept", *store->last_run("digest-kept"), at, {row}, {}};
    for (const std::string& id : messages) posting.listings.push_back({id, row.id});
    REQUIRE(store->post(posting));
    db::Attempt attempt;
    if (sent) attempt.accepted = row.recipients;
    if (!sent) attempt.refused = {{row.recipients.front(), "550 no"}};
    REQUIRE(store->attempted(row.id, attempt, at));
  }
  std::vector<std::string> would_go_at(std::chrono::sys_seconds now) {
    return admin::past_its_time(*store, {config, {"postern", "postern"}, now})->kept;
  }
  std::size_t events() { return store->events({})->size(); }
  bool is_whole() { return bool{admin::verify_audit(*store, *store, "")}; }
  Files files;
};

TEST_CASE("a purge removes what is past its time, and nothing younger", "[admin][retention]") {
  PurgeDesk desk;
  const std::string old = desk.keep(kNow - 91 * kDay);
  const std::string young = desk.keep(kNow - 89 * kDay);
  desk.keep(kNow - 401 * kDay, db::KeptStatus::kept);
  const auto gone = desk.purge_at(kNow);
  REQUIRE(gone);
  CHECK(gone->kept == std::vector<std::string>{old});
  CHECK(gone->events == std::vector<std::int64_t>{3});
  CHECK(desk.files.removed == std::set<std::string>{old});
  CHECK(desk.store->kept_message(young));
  CHECK(desk.events() == 2);
  CHECK(desk.is_whole());
}

TEST_CASE("what waits in the quarantine stays, however old", "[admin][retention]") {
  PurgeDesk desk;
  const auto status = GENERATE(db::KeptStatus::kept, db::KeptStatus::held, db::KeptStatus::refused);
  const std::string waiting = desk.keep(kNow - 1000 * kDay, status);
  REQUIRE(desk.purge_at(kNow - kDay));
  REQUIRE(desk.purge_at(kNow));
  CHECK(desk.store->kept_message(waiting));
  CHECK(desk.files.removed.empty());
}

TEST_CASE("what waits goes a week after a digest has listed it, with an entry that says why", "[admin][retention]") {
  PurgeDesk desk;
  const auto status = GENERATE(db::KeptStatus::kept, db::KeptStatus::refused);
  const std::string waiting = desk.keep(kNow - 91 * kDay, status);
  const std::string unlisted = desk.keep(kNow - 91 * kDay, status);
  const std::string young = desk.keep(kNow - 80 * kDay, status);
  desk.list({waiting, young}, kNow);
  REQUIRE(desk.purge_at(kNow + 6 * kDay));
  CHECK(desk.files.removed.empty());
  CHECK(desk.would_go_at(kNow + 8 * kDay) == std::vector<std::string>{waiting});
  const auto gone = desk.purge_at(kNow + 8 * kDay);
  REQUIRE(gone);
  CHECK(gone->kept == std::vector<std::string>{waiting});
  CHECK(desk.files.removed == std::set<std::string>{waiting});
  CHECK_FALSE(desk.store->kept_message(waiting));
  for (const std::string& id : {unlisted, young}) CHECK(desk.store->kept_message(id)->recipients[0].status == status);
  const auto audit = desk.audit();
  REQUIRE(audit.size() >= 2);
  CHECK(audit[audit.size() - 2].action == "deleted");
  CHECK(audit[audit.size() - 2].subject == waiting);
  CHECK(audit.back().action == "purged");
  CHECK(desk.is_whole());
}

TEST_CASE("a digest that nobody took lets nothing go", "[admin][retention]") {
  PurgeDesk desk;
  const std::string waiting = desk.keep(kNow - 200 * kDay, db::KeptStatus::kept);
  desk.list({waiting}, kNow - 100 * kDay, false);
  REQUIRE(desk.purge_at(kNow - kDay));
  REQUIRE(desk.purge_at(kNow));
  CHECK(desk.store->kept_message(waiting));
}

TEST_CASE("a legal hold keeps what waits, listed or not", "[admin][retention]") {
  PurgeDesk desk;
  desk.applied("restrictions:\n" + test::good_restriction("alex@example.org", "RCC-2026-0001",
                                                          "    legal_hold: true\n    status: in-force\n"));
  const std::string waiting = desk.keep(kNow - 200 * kDay, db::KeptStatus::kept);
  desk.list({waiting}, kNow - 100 * kDay);
  REQUIRE(desk.purge_at(kNow - kDay));
  REQUIRE(desk.purge_at(kNow));
  CHECK(desk.store->kept_message(waiting));
}

/// Somebody sets a legal hold just after the store has answered what is past its time.
class HoldInBetween : public db::SqlStore {
 public:
  HoldInBetween() : SqlStore(test::fresh_engine()) {}
  policy::Result<std::vector<std::string>> unclaimed(const db::Expiry& before, std::size_t limit) override {
    auto found = db::SqlStore::unclaimed(before, limit);
    if (found && !found->empty() && on_unclaimed) std::exchange(on_unclaimed, nullptr)();
    return found;
  }
  policy::Result<db::Removal> expired(const db::Expiry& before, std::size_t limit) override {
    auto found = db::SqlStore::expired(before, limit);
    if (found && !found->empty() && on_expired) std::exchange(on_expired, nullptr)();
    return found;
  }
  std::function<void()> on_unclaimed;
  std::function<void()> on_expired;
};

TEST_CASE("a legal hold that is set during a purge keeps its message, and the rest goes", "[admin][retention]") {
  PurgeDesk desk;
  auto* store = new HoldInBetween;
  desk.store.reset(store);
  desk.applied("restrictions:\n" + test::good_restriction("alex@example.org", "RCC-2026-0001"));
  const std::string first = desk.keep(kNow - 200 * kDay, db::KeptStatus::kept);
  const std::string other = desk.keep(kNow - 199 * kDay, db::KeptStatus::kept, "RCC-2026-0002");
  desk.list({first, other}, kNow - 100 * kDay);
  REQUIRE(desk.purge_at(kNow - kDay));
  const auto hold = [&] {
    desk.applied("restrictions:\n" + test::good_restriction("alex@example.org", "RCC-2026-0001",
                                                            "    legal_hold: true\n    status: in-force\n"));
  };
  SECTION("before what waits is given up") {
    store->on_unclaimed = hold;
  }
  SECTION("before what is over is removed") {
    store->on_expired = hold;
  }
  REQUIRE(desk.purge_at(kNow));
  CHECK(desk.store->kept_message(first));
  CHECK_FALSE(desk.store->kept_message(other));
  CHECK(desk.is_whole());
}

TEST_CASE("digests go with the events of their time", "[admin][retention]") {
  PurgeDesk desk;
  desk.list({}, kNow - 401 * kDay);
  desk.list({}, kNow - 399 * kDay);
  const auto gone = desk.purge_at(kNow);
  REQUIRE(gone);
  CHECK(gone->outbox.size() == 1);
  CHECK(desk.is_whole());
}

TEST_CASE("an ended restriction goes with its data, and its entries stay in the chain", "[admin][retention]") {
  PurgeDesk desk;
  desk.applied("restrictions:\n" + test::good_restriction("alex@example.org", "RCC-2026-0001"));
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Kept to it", desk.acting));
  REQUIRE(desk.purge_at(kNow + kDay));
  CHECK(desk.contents().restrictions.size() == 1);
  // Day by day, as the daemon does: the clock is believed.
  for (auto now = kNow + 300 * kDay; now <= kNow + 900 * kDay; now += 300 * kDay) REQUIRE(desk.purge_at(now));
  CHECK(desk.contents().restrictions.empty());
  CHECK(desk.is_whole());
  for (const db::AuditEntry& entry : desk.audit()) CHECK(entry.data.value_or("").find("alex@") == std::string::npos);
}

TEST_CASE("nothing under legal hold is purged", "[admin][retention]") {
  PurgeDesk desk;
  desk.applied("restrictions:\n" + test::good_restriction("alex@example.org", "RCC-2026-0001",
                                                          "    legal_hold: true\n    status: in-force\n"));
  const std::string held = desk.keep(kNow - 1000 * kDay);
  const auto gone = desk.purge_at(kNow);
  REQUIRE(gone);
  CHECK(gone->empty());
  CHECK(desk.store->kept_message(held));
  CHECK(desk.is_whole());
}

TEST_CASE("a clock that jumped by ten years removes nothing, until a second look the day after", "[admin][retention]") {
  PurgeDesk desk;
  desk.keep(kNow);
  REQUIRE(desk.purge_at(kNow));
  const auto jumped = kNow + 3650 * kDay;
  CHECK_FALSE(desk.purge_at(jumped));
  CHECK_FALSE(desk.purge_at(jumped + 19h));
  CHECK(desk.events() == 1);
  SECTION("the clock was wrong") {
    REQUIRE(desk.purge_at(kNow + kDay));
    CHECK(desk.events() == 1);
    CHECK_FALSE(desk.purge_at(jumped + 30h));
    CHECK(desk.events() == 1);
  }
  SECTION("the clock was right") {
    REQUIRE(desk.purge_at(jumped + 20h));
    CHECK(desk.events() == 0);
    REQUIRE(desk.purge_at(jumped + 21h));
  }
}

TEST_CASE("a clock that jumps by a year gives up nothing that waits before a second look",
          "[admin][retention][R10][Q9]") {
  PurgeDesk desk;
  const std::string waiting = desk.keep(kNow - kDay, db::KeptStatus::kept);
  desk.list({waiting}, kNow);
  REQUIRE(desk.purge_at(kNow - kDay));
  REQUIRE(desk.purge_at(kNow));
  const auto jumped = kNow + GENERATE(91, 365, 400) * kDay;
  for (const auto after : {0h, 1h, 19h}) REQUIRE(desk.purge_at(jumped + after));
  CHECK(desk.store->kept_message(waiting)->recipients[0].status == db::KeptStatus::kept);
  SECTION("the clock was right") {
    REQUIRE(desk.purge_at(jumped + 20h));
    CHECK_FALSE(desk.store->kept_message(waiting));
  }
  SECTION("the clock was wrong") {
    CHECK_FALSE(desk.purge_at(kNow + kDay));
    REQUIRE(desk.purge_at(kNow + 2 * kDay));
    REQUIRE(desk.purge_at(kNow + 3 * kDay));
    REQUIRE(desk.purge_at(jumped));
    CHECK(desk.store->kept_message(waiting));
  }
  SECTION("nobody looked again for long") {
    REQUIRE(desk.purge_at(jumped + 30 * kDay));
    CHECK(desk.store->kept_message(waiting));
    REQUIRE(desk.purge_at(jumped + 31 * kDay));
    CHECK_FALSE(desk.store->kept_message(waiting));
  }
}

TEST_CASE("before the first purge the last audit entry tells the time", "[admin][retention]") {
  PurgeDesk desk;
  desk.applied("protected: [{address: foi@york.gov.uk, why: x}]\n");
  desk.keep(kNow);
  CHECK_FALSE(desk.purge_at(kNow + 500 * kDay));
  CHECK(desk.events() == 1);
}

TEST_CASE("a clock that went back removes nothing", "[admin][retention]") {
  PurgeDesk desk;
  REQUIRE(desk.purge_at(kNow));
  CHECK_FALSE(desk.purge_at(kNow - 2 * kDay));
  CHECK(desk.purge_at(kNow - 1h));
}

TEST_CASE("one run has its limit", "[admin][retention]") {
  PurgeDesk desk;
  db::Enforcement many;
  many.id = mail::random_id();
  db::Event event;
  event.at = kNow - 500 * kDay;
  many.events.assign(600, event);
  REQUIRE(desk.store->record(many));
  REQUIRE(desk.purge_at(kNow));
  CHECK(desk.events() == 0);
  CHECK(desk.is_whole());
  STATIC_REQUIRE(admin::kLimitOfARun == 10000);
}

}  // namespace
