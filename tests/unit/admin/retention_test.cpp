#include "admin/service/retention.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "admin/service/audit_check.hpp"
#include "mail/pass_token.hpp"
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
  std::string keep(std::chrono::sys_seconds at, db::KeptStatus status = db::KeptStatus::released) {
    db::Enforcement rows;
    rows.id = mail::random_id();
    db::Event event;
    event.at = at;
    event.restriction = "RCC-2026-0001";
    rows.events = {event};
    rows.message = db::KeptMessage{};
    rows.message->id = mail::random_id();
    rows.message->at = at;
    rows.kept = {{"<tax@york.gov.uk>", status, "RCC-2026-0001", "", std::nullopt, ""}};
    REQUIRE(store->record(rows));
    return rows.message->id;
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
  REQUIRE(desk.purge_at(kNow));
  CHECK(desk.store->kept_message(waiting));
  CHECK(desk.files.removed.empty());
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
