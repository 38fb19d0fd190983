// When digests are posted, as the clock goes; and what is posted.
#include "admin/service/upkeep/upkeep_digests.hpp"

#include "unit/admin/digest_desk.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using policy::Recurrence;

namespace {

constexpr std::chrono::sys_seconds kSeven =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 3} + 7h;  // the day after kNow

class Daemon {
 public:
  explicit Daemon(DigestDesk& desk) : desk_(desk) {}
  /// As it is after a start: nothing is remembered but what the store has.
  void restart() {
    digests_ = std::make_unique<admin::UpkeepDigests>(*desk_.store, config(), [this] { return refused; });
  }
  void look(std::chrono::sys_seconds now) {
    if (!digests_) restart();
    config_ = std::make_shared<const conf::Config>(desk_.config);
    digests_->look(now);
  }
  admin::UpkeepRun run(const std::string& name) {
    for (const auto& one : digests_->runs()) {
      if (one.name == name) return one;
    }
    FAIL("no run is called " + name);
    return {};
  }
  admin::UpkeepDigests::CurrentConfig config() {
    return [this] { return config_; };
  }
  std::vector<std::string> refused;  ///< what it tells of addresses that take no mail

 private:
  DigestDesk& desk_;
  std::shared_ptr<const conf::Config> config_;
  std::unique_ptr<admin::UpkeepDigests> digests_;
};

}  // namespace

TEST_CASE("a first start sends nothing before the next scheduled instant", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  const std::string id = desk.keep();
  Daemon daemon(desk);
  for (const auto now : {kNow, kNow + 1s, kSeven - 1s}) daemon.look(now);
  CHECK(desk.outbox().empty());
  daemon.look(kSeven);
  REQUIRE(desk.outbox().size() == 1);
  const db::OutboxRow row = desk.outbox().front();
  CHECK(row.kind == db::OutboxKind::digest);
  CHECK(row.recipients == std::vector<std::string>{"m.manager@york.gov.uk"});
  CHECK(row.mail_from == "postmaster@york.gov.uk");
  CHECK(row.token.empty());
  CHECK(row.kept_id.empty());
  CHECK(has(row.header, "\r\nFrom: postmaster@york.gov.uk\r\n"));
  CHECK(has(row.header, "\r\nMessage-Id: <" + row.id + "@york.gov.uk>\r\n"));
  CHECK(has(row.header, "\r\nAuto-Submitted: auto-generated\r\n"));
  CHECK(has(row.header, id));
  CHECK(daemon.run("digest-kept") == admin::UpkeepRun{"digest-kept", kSeven, kSeven + 24h, ""});
}

TEST_CASE("addresses that take no mail come with the officers' digest alone", "[admin][upkeep][digest]") {
  DigestDesk desk;
  desk.config.digests.officers = Recurrence::daily;
  Daemon daemon(desk);
  daemon.look(kNow);
  daemon.refused = {"m.manager@york.gov.uk (manager of RCC-2026-0001): 550 5.1.1 nobody"};
  daemon.look(kSeven);
  REQUIRE(desk.outbox().size() == 1);
  CHECK(desk.outbox().front().recipients == std::vector<std::string>{"director@york.gov.uk"});
  CHECK(has(desk.outbox().front().header, "m.manager@york.gov.uk (manager of RCC-2026-0001): 550 5.1.1 nobody"));
  daemon.refused.clear();
  daemon.look(kSeven + 24h);
  CHECK(desk.outbox().size() == 1);
}

TEST_CASE("each instant brings one digest, whatever becomes of the daemon", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep();
  Daemon daemon(desk);
  daemon.look(kNow);
  const bool restarted = GENERATE(false, true);
  for (int i = 0; i < 3; ++i) {
    if (restarted) daemon.restart();
    daemon.look(kSeven + i * 1s);
  }
  CHECK(desk.outbox().size() == 1);
  daemon.look(kSeven + 24h);
  CHECK(desk.outbox().size() == 2);
}

TEST_CASE("a machine that slept sends once, late", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep({.at = kSeven + 24h * 3});
  Daemon daemon(desk);
  daemon.look(kNow);
  const std::chrono::sys_seconds awake = kSeven + 24h * 3 + 5h;
  for (const auto now : {awake, awake + 1s, awake + 2s}) daemon.look(now);
  CHECK(desk.outbox().size() == 1);
}

TEST_CASE("a clock that steps back sends nothing twice", "[admin][upkeep][digest][R10]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep({.at = kSeven - 1h});
  Daemon daemon(desk);
  daemon.look(kNow);
  daemon.look(kSeven + 30min);
  for (const auto now : {kSeven - 30min, kSeven - 1s, kSeven, kSeven + 1h}) daemon.look(now);
  CHECK(desk.outbox().size() == 1);
  daemon.look(kSeven + 24h);
  CHECK(desk.outbox().size() == 2);
}

TEST_CASE("a clock that was a year ahead does not silence the digests", "[admin][upkeep][digest][R10]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep();
  Daemon daemon(desk);
  daemon.look(kNow + 24h * 365);
  const auto posted = desk.outbox().size();
  for (const auto now : {kNow, kNow + 1s}) daemon.look(now);
  CHECK(desk.outbox().size() == posted);
  daemon.look(kSeven);
  CHECK(desk.outbox().size() == posted + 1);
}

TEST_CASE("another daemon's digest is not sent again", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep();
  Daemon daemon(desk);
  daemon.look(kNow);
  REQUIRE(desk.store->note_run("digest-kept", kSeven));
  daemon.look(kSeven + 1s);
  CHECK(desk.outbox().empty());
}

TEST_CASE("what is off is not sent, and not made up for when it is switched on", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep();
  Daemon daemon(desk);
  daemon.look(kNow);
  desk.config.digests.kept = Recurrence::off;
  for (const auto now : {kNow + 1s, kSeven, kSeven + 48h}) daemon.look(now);
  CHECK(desk.outbox().empty());
  CHECK_FALSE(daemon.run("digest-kept").next);
  desk.config.digests.kept = Recurrence::daily;
  for (const auto now : {kSeven + 49h, kSeven + 50h}) daemon.look(now);
  CHECK(desk.outbox().empty());
  daemon.look(kSeven + 72h);
  CHECK(desk.outbox().size() == 1);
}

TEST_CASE("officers hear on Mondays, managers if asked, and the alarm comes every day", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::emergency);
  desk.config.digests = {Recurrence::weekly, Recurrence::off, Recurrence::off, 7h};
  desk.keep();
  Daemon daemon(desk);
  daemon.look(kNow);
  for (int day = 0; day < 6; ++day) daemon.look(kSeven + 24h * day);
  CHECK(desk.outbox().empty());
  daemon.look(kSeven + 24h * 6);  // Monday the 9th
  const auto rows = desk.outbox();
  REQUIRE(rows.size() == 1);
  CHECK(has(rows.back().header, "Subject: Restricted contact: what needs you, 9 November 2026"));
  daemon.look(kSeven + 24h * 7);
  const auto alarmed = desk.outbox();
  REQUIRE(alarmed.size() == 2);
  CHECK(has(alarmed.back().header, "Subject: Alarm: 1 kept message that nobody has looked at"));
  daemon.look(kSeven + 24h * 8);
  CHECK(desk.outbox().size() == 3);
}

TEST_CASE("what did not fit into a digest comes first in the next one", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  std::vector<std::string> ids;  // oldest first
  for (int i = 0; i < 502; ++i) ids.push_back(desk.keep({.at = kNow - 1h + std::chrono::seconds{i}}));
  Daemon daemon(desk);
  daemon.look(kNow);
  const auto listed_on = [&](int day) {
    daemon.look(kSeven + 24h * day);
    const db::OutboxRow row = desk.outbox().back();
    REQUIRE(desk.store->attempted(row.id, {row.recipients, {}, "", {}}, kSeven + 24h * day));
    return row.header;
  };
  const std::string first = listed_on(0);
  CHECK(has(first, ids[499]));
  CHECK_FALSE(has(first, ids[500]));
  const std::string second = listed_on(1);
  for (const auto& id : {ids[0], ids[497], ids[500], ids[501]}) CHECK(has(second, id));
  CHECK_FALSE(has(second, ids[498]));
  CHECK(second.find(ids[0]) < second.find(ids[500]));
  CHECK(has(second, "502 waiting, the oldest since 2 November 2026, 11:00"));
  CHECK(has(listed_on(2), ids[498]));
}

TEST_CASE("a digest that lists messages lets them go in time", "[admin][upkeep][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  const std::string id = desk.keep();
  Daemon daemon(desk);
  daemon.look(kNow);
  daemon.look(kSeven);
  const db::Expiry later{kSeven + 24h, kSeven, kSeven, kSeven + 1s};
  CHECK(desk.store->unclaimed(later, 10)->empty());
  const db::OutboxRow row = desk.outbox().front();
  REQUIRE(desk.store->attempted(row.id, {row.recipients, {}, "", {}}, kSeven));
  CHECK(*desk.store->unclaimed(later, 10) == std::vector<std::string>{id});
}
