// What the authorising officers are told.
#include "admin/service/digests/officers_digest.hpp"

#include "unit/admin/digest_desk.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

std::optional<admin::DigestMail> digest(DigestDesk& desk, std::chrono::sys_seconds now = kNow) {
  const auto contents = desk.contents();
  return admin::officers_digest({desk.kept(), *desk.store->last_looks(), *desk.store->last_events()},
                                admin::LogView(desk.config, contents, now));
}

std::string text(DigestDesk& desk, std::chrono::sys_seconds now = kNow) {
  const auto mail = digest(desk, now);
  return mail ? mail->text : std::string();
}

}  // namespace

TEST_CASE("where nothing needs the officers none is sent", "[admin][digest]") {
  DigestDesk desk;
  CHECK_FALSE(digest(desk));
  bring_to(desk, State::in_force);
  CHECK_FALSE(digest(desk));
}

TEST_CASE("the officers who hold the post today and the addresses of the configuration are told, each once",
          "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::emergency);
  desk.config.reviews.digest_to = {"Director+x@york.gov.uk", "audit@york.gov.uk"};
  const auto mail = digest(desk);
  REQUIRE(mail);
  CHECK(mail->to == std::vector<std::string>{"Director+x@york.gov.uk", "audit@york.gov.uk"});
  CHECK(mail->subject == "Restricted contact: what needs you, 2 November 2026");
  desk.config.reviews.digest_to.clear();
  CHECK(digest(desk)->to == std::vector<std::string>{"director@york.gov.uk"});
  desk.config.officers.clear();
  CHECK_FALSE(digest(desk));
}

TEST_CASE("addresses that take no mail are told of, and where all do nothing is", "[admin][digest]") {
  DigestDesk desk;
  const auto contents = desk.contents();
  const auto told = [&](std::vector<std::string> refused) {
    return admin::officers_digest(
        {desk.kept(), *desk.store->last_looks(), *desk.store->last_events(), std::move(refused)},
        admin::LogView(desk.config, contents, kNow));
  };
  CHECK_FALSE(told({}));
  const auto mail = told({"m.manager@york.gov.uk (manager of RCC-2026-0001): 550 5.1.1 no\nsuch user"});
  REQUIRE(mail);
  CHECK(has(mail->text,
            "Addresses that take no mail: what is sent on to them does not arrive\n"
            "  m.manager@york.gov.uk (manager of RCC-2026-0001): 550 5.1.1 no such user\n"));
}

TEST_CASE("reviews are told of from thirty days before, and as overdue from the day after", "[admin][digest]") {
  DigestDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  desk.meet(kNow + 24h * 300);
  CHECK(text(desk, std::chrono::sys_days{day("2027-08-30")} + 12h).empty());
  const std::string due = text(desk, std::chrono::sys_days{day("2027-08-31")} + 12h);
  CHECK(has(due, "Reviews due (policy paragraph 11)\n  RCC-2026-0001  Alex Example: 30 September 2027\n"));
  CHECK_FALSE(has(due, "overdue"));
  const std::string overdue = text(desk, std::chrono::sys_days{day("2027-10-03")} + 12h);
  CHECK(has(overdue,
            "Reviews overdue (policy paragraph 11)\n  RCC-2026-0001  Alex Example: 30 September 2027, 3 days ago"));
  CHECK_FALSE(has(overdue, "Reviews due"));
}

TEST_CASE("an overdue review raises an alarm, and one that is due does not", "[admin][digest][alarm]") {
  DigestDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  const auto contents = desk.contents();
  const auto alarm_on = [&](const char* date) {
    return admin::overdue_alarm(admin::LogView(desk.config, contents, std::chrono::sys_days{day(date)} + 12h));
  };
  CHECK_FALSE(alarm_on("2027-09-30"));
  const auto mail = alarm_on("2027-10-01");
  REQUIRE(mail);
  CHECK(mail->subject == "Alarm: 1 overdue review");
  CHECK(mail->to == std::vector<std::string>{"director@york.gov.uk"});
  CHECK(has(mail->text, "  RCC-2026-0001  Alex Example: 30 September 2027, 1 day ago\n"));
}

TEST_CASE("a change of circumstances makes a review due at once", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  REQUIRE(admin::add_note(*desk.store, kRef, "Moved away", true, desk.acting));
  CHECK(has(text(desk), ", and circumstances have changed\n"));
}

TEST_CASE("customers who were not told in writing are named until they are", "[admin][digest]") {
  DigestDesk desk;
  const auto state = GENERATE(State::draft, State::authorised, State::in_force, State::emergency, State::lifted);
  bring_to(desk, state);
  INFO(in_words(state));
  const bool untold = state == State::authorised || state == State::emergency;
  CHECK(has(text(desk), "Customers who have not been informed (policy paragraph 10)\n  RCC-2026-0001") == untold);
}

TEST_CASE("representations are told of until they have an outcome", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  admin::RepresentationMade made{day("2026-11-01"), "They were about one repair", "", ""};
  REQUIRE(admin::represent(*desk.store, kRef, made, desk.acting));
  CHECK(has(text(desk),
            "Representations without an outcome (policy paragraph 10)\n  RCC-2026-0001  Alex Example: made "
            "on 1 November 2026"));
  made.outcome = "Maintained";
  made.by = kOfficer;
  REQUIRE(admin::represent(*desk.store, kRef, made, desk.acting));
  CHECK(text(desk).empty());
}

TEST_CASE("kept messages are counted, and those that nobody has looked at", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep({.at = kNow - 24h * 10});
  desk.keep();
  const std::string told = text(desk);
  CHECK(has(told, "Kept messages that wait\n  2 messages, the oldest since 23 October 2026, 13:00\n"));
  CHECK(has(told, "ALARM: nobody has looked at 1 of them for five working days\n"));
}

TEST_CASE("a restriction that nobody has met for ninety days is named, with the last time", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);  // decided on 1 November 2026
  const auto decided = std::chrono::sys_days{day("2026-11-01")};
  CHECK(text(desk, decided + 24h * 90 - 1s).empty());
  CHECK(has(text(desk, decided + 24h * 90),
            "RCC-2026-0001  Alex Example: no message is on record since 1 November 2026"));
  desk.meet(decided + 24h * 100);
  CHECK(text(desk, decided + 24h * 190 - 1s).empty());
  CHECK(has(text(desk, decided + 24h * 190), "RCC-2026-0001  Alex Example: no message since 9 February 2027"));
}

TEST_CASE("a name in the log takes one line", "[admin][digest][W8]") {
  DigestDesk desk;
  const std::string wild = replaced(good_restriction("alex@example.org"), "Alex Example", "\"Alex\\nBcc: x\\e[31m\"");
  if (desk.apply("restrictions:\n" + wild)) {
    const std::string told = text(desk, kNow + 24h * 200);
    CHECK_FALSE(has(told, "\nBcc"));
    CHECK(told.find('\x1b') == std::string::npos);
  }
}
