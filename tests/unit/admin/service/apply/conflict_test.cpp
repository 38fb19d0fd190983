// Somebody else writes between the look at the log and the commit.
#include "admin/service/life/expiry.hpp"
#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

/// The desk's log, in which something happens after each look at it, for the first few times.
class Raced : public db::CentralLog {
 public:
  Raced(Desk& desk, int times, std::function<void(db::CentralLog&)> meanwhile)
      : desk_(desk), times_(times), meanwhile_(std::move(meanwhile)) {}
  policy::Result<std::uint64_t> revision() override { return desk_.store->revision(); }
  policy::Result<policy::Rules> rules() override { return desk_.store->rules(); }
  policy::Result<db::LogContents> contents() override {
    auto found = desk_.store->contents();
    if (times_-- > 0) meanwhile_(*desk_.store);
    return found;
  }
  policy::Result<db::LoggedRestriction> restriction(const policy::Reference& reference) override {
    return desk_.store->restriction(reference);
  }
  policy::Result<std::vector<policy::Reference>> commit(const db::ChangeSet& changes, const db::Actor& actor,
                                                        std::chrono::sys_seconds at) override {
    return desk_.store->commit(changes, actor, at);
  }
  policy::Result<std::vector<db::LoggedRestriction>> history(const policy::Reference& reference) override {
    return desk_.store->history(reference);
  }
  policy::Result<std::vector<db::AuditEntry>> audit(std::uint64_t after, std::size_t limit) override {
    return desk_.store->audit(after, limit);
  }
  policy::Result<db::AuditHead> audit_head() override { return desk_.store->audit_head(); }

 private:
  Desk& desk_;
  int times_;
  std::function<void(db::CentralLog&)> meanwhile_;
};

}  // namespace

TEST_CASE("a step on what somebody changed in the same moment is told who, when and what", "[admin][conflict]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const admin::Acting kim{desk.config, {"kim", "kim"}, kNow + std::chrono::minutes{1}};
  Raced raced(desk, 1, [&](db::CentralLog& log) { REQUIRE(admin::add_note(log, kRef, "Mine", false, kim)); });
  const auto done = admin::review(raced, kRef, {kOfficer, policy::Outcome::maintain, "Theirs", {}}, desk.acting);
  REQUIRE_FALSE(done);
  CHECK(done.error().fault == policy::Fault::conflict);
  CHECK(done.error().problems.front() ==
        "RCC-2026-0001: changed meanwhile: version 5, 2026-11-02T12:01:00Z, by kim: notes (noted)");
  CHECK(desk.restriction(kRef).reviews.empty());
  CHECK(desk.restriction(kRef).notes.size() == 1);
}

TEST_CASE("a step is taken all the same when something else of the log changed", "[admin][conflict]") {
  Desk desk;
  bring_to(desk, State::in_force);
  int count = 0;
  const auto elsewhere = [&](db::CentralLog& log) {
    REQUIRE(admin::protect(log, {"foi" + std::to_string(++count) + "@york.gov.uk", "FOI"}, desk.acting));
  };
  Raced raced(desk, 2, elsewhere);
  CHECK(admin::add_note(raced, kRef, "A note", false, desk.acting));
  Raced drafting(desk, 2, elsewhere);
  CHECK(admin::draft(drafting, document(draft_document("kim@example.net")), desk.acting));
  Raced busy(desk, 100, elsewhere);
  const auto never = admin::add_note(busy, kRef, "A note", false, desk.acting);
  REQUIRE_FALSE(never);
  CHECK(never.error().fault == policy::Fault::conflict);
  CHECK(desk.restriction(kRef).notes.size() == 1);
}

TEST_CASE("two who put the same customer in force at once: one is in force", "[admin][conflict]") {
  Desk desk;
  bring_to(desk, State::authorised);
  REQUIRE(admin::inform(*desk.store, kRef, {day("2026-11-02"), "letter", ""}, desk.acting));
  Raced raced(desk, 1, [&](db::CentralLog& log) {
    const std::string email = "    email: {action: quarantine, councillors: all}\n";
    REQUIRE(admin::begin_emergency(
        log, document("restrictions:\n  - customer: {identifiers: {email: [alex@example.org]}}\n" + email), kOfficer,
        "Threats", desk.acting));
  });
  const auto second = admin::activate(raced, kRef, std::nullopt, desk.acting);
  REQUIRE_FALSE(second);
  CHECK(mentions(second.error().problems, "is in force in RCC-2026-0002 already"));
  CHECK(desk.store->rules()->restrictions.size() == 1);
}

TEST_CASE("expiry that meets a change does nothing, and does it the next time", "[admin][conflict][expiry]") {
  Desk desk;
  bring_to(desk, State::emergency);
  desk.acting.now += std::chrono::hours{72};
  Raced raced(desk, 1, [&](db::CentralLog& log) { REQUIRE(admin::lift(log, kRef, kOfficer, "Over", desk.acting)); });
  const auto met = admin::expire_due(raced, desk.acting);
  REQUIRE_FALSE(met);
  CHECK(met.error().fault == policy::Fault::conflict);
  const auto again = admin::expire_due(raced, desk.acting);
  REQUIRE(again);
  CHECK(again->expired.empty());
  CHECK(desk.restriction(kRef).ended->how == policy::Ending::lifted);
}
