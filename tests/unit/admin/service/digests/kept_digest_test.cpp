// What the owners of kept messages are told, and the alarm.
#include "admin/service/digests/kept_digest.hpp"

#include "policy/time/unread.hpp"
#include "policy/time/working_days.hpp"
#include "unit/admin/digest_desk.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using Mails = std::vector<admin::DigestMail>;

namespace {

Mails digests(DigestDesk& desk) {
  const auto contents = desk.contents();
  return admin::kept_digests(desk.kept(), admin::LogView(desk.config, contents, desk.acting.now));
}

Mails alarms(DigestDesk& desk, std::chrono::sys_seconds now) {
  const auto contents = desk.contents();
  const auto kept = desk.kept();
  const auto looks = desk.store->last_looks();
  const admin::LogView view(desk.config, contents, now);
  // The number that Prometheus alerts on is that of the messages that the mail is about.
  const policy::Council& council = desk.config.council;
  const auto totals = desk.store->waiting_totals(
      {now, policy::working_days_before(now, policy::kWorkingDaysUnread, council.closed_days, *council.time_zone),
       now + policy::kClockAhead});
  CHECK(totals->unread == admin::unread_in(kept, *looks, view).size());
  return admin::kept_alarms(kept, *looks, view);
}

std::vector<std::string> told(const Mails& mails) {
  std::vector<std::string> addresses;
  for (const auto& mail : mails) addresses.insert(addresses.end(), mail.to.begin(), mail.to.end());
  return addresses;
}

using Addresses = std::vector<std::string>;

}  // namespace

TEST_CASE("the managers own what was kept under their restriction", "[admin][digest]") {
  DigestDesk desk;
  const std::string managers =
      "{action: forward, managers: [m.manager@york.gov.uk, M.Manager+x@york.gov.uk, "
      "n.manager@york.gov.uk], councillors: all}";
  desk.applied("restrictions:\n" + good_restriction("alex@example.org", "", "    status: in-force\n", managers));
  desk.keep();
  desk.keep();
  const auto mails = digests(desk);
  CHECK(told(mails) == Addresses{"m.manager@york.gov.uk", "n.manager@york.gov.uk"});
  CHECK(mails[0].listed.size() == 2);
}

TEST_CASE("one person gets one mail, however the address is written", "[admin][digest]") {
  DigestDesk desk;
  const std::string other = "{action: forward, managers: [M.Manager+x@York.gov.uk], councillors: all}";
  desk.applied("restrictions:\n" + good_restriction("alex@example.org") +
               good_restriction("kim@example.org", "", "    status: in-force\n", other));
  desk.keep();
  desk.keep({.restriction = "RCC-2026-0002"});
  const auto mails = digests(desk);
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].listed.size() == 2);
}

TEST_CASE("what has no manager is the Director's, and else the bounces' mailbox gets it", "[admin][digest]") {
  DigestDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org", "", "    status: in-force\n",
                                                    "{action: quarantine, councillors: all}"));
  desk.keep();
  desk.keep({.restriction = ""});
  desk.keep({.restriction = "RCC-2020-0001"});
  CHECK(told(digests(desk)) == Addresses{"director@york.gov.uk"});
  desk.config.reviews.digest_to.clear();
  const auto mails = digests(desk);
  CHECK(told(mails) == Addresses{"postmaster@york.gov.uk"});
  CHECK(mails[0].listed.size() == 3);
}

TEST_CASE("each recipient of a message has an owner, who is told of nobody else", "[admin][digest][alarm]") {
  DigestDesk desk;
  desk.applied(
      "restrictions:\n" + good_restriction("alex@example.org") +
      good_restriction("kim@example.org", "", "    status: in-force\n", "{action: quarantine, councillors: all}"));
  const auto waiting = [](const char* recipient, const char* restriction, const char* choice_of) {
    const std::string by = restriction;
    return db::KeptRecipient{recipient, db::KeptStatus::kept, by.empty() ? std::nullopt : std::optional(by),
                             choice_of, std::nullopt,         ""};
  };
  desk.keep_for({waiting("<tax@york.gov.uk>", "RCC-2026-0001", ""), waiting("<parks@york.gov.uk>", "RCC-2026-0002", ""),
                 waiting("<cllr.ward@york.gov.uk>", "", "cllr.ward@york.gov.uk")});
  const auto mails = digests(desk);
  REQUIRE(told(mails) == Addresses{"director@york.gov.uk", "m.manager@york.gov.uk"});
  CHECK_FALSE(has(mails[0].text, "tax@york.gov.uk"));
  for (const char* theirs : {"to       parks@", "to       cllr.ward@"}) {
    CHECK(has(mails[0].text, theirs));
    CHECK_FALSE(has(mails[1].text, theirs));
  }
  CHECK(has(mails[1].text, "to       tax@"));
  for (const auto& mail : mails) CHECK(has(mail.text, mail.listed.at(0) + " --only RECIPIENT\n"));
  const auto alarmed = alarms(desk, kNow + 24h * 7);
  REQUIRE(told(alarmed) == Addresses{"director@york.gov.uk", "m.manager@york.gov.uk"});
  for (const char* anybody : {"to       tax@", "to       parks@"}) CHECK(has(alarmed[0].text, anybody));
  CHECK_FALSE(has(alarmed[1].text, "parks@"));
}

TEST_CASE("a digest names each message, whose it is, since when, and how to release it", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  const std::string young = desk.keep({.at = kNow - 1h});
  const std::string old = desk.keep({.at = kNow - 24h * 10, .status = db::KeptStatus::refused, .note = "x"});
  desk.keep({.status = db::KeptStatus::released});
  const auto mails = digests(desk);
  REQUIRE(mails.size() == 1);
  const std::string& text = mails[0].text;
  CHECK(mails[0].listed == Addresses{old, young});
  CHECK(mails[0].subject == "Kept messages: 2 waiting, the oldest since 23 October 2026, 13:00");
  for (const char* words : {"  2 November 2026, 11:00\n", "    from     alex@example.org\n",
                            "    size     1234 bytes\n", "    to       tax@york.gov.uk (RCC-2026-0001, kept)\n",
                            "    to       tax@york.gov.uk (RCC-2026-0001, refused, x)\n", "ask ICT", "90 days"}) {
    INFO(words);
    CHECK(has(text, words));
  }
  for (const auto& id : {old, young}) CHECK(has(text, "    release  postern quarantine release " + id + "\n"));
  CHECK(text.find(old) < text.find(young));
}

TEST_CASE("where nothing waits nobody is told anything", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep({.status = db::KeptStatus::released});
  CHECK(digests(desk).empty());
  CHECK(alarms(desk, kNow + 24h * 30).empty());
}

TEST_CASE("strangers' bytes become one printable line", "[admin][digest][W8]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep(
      {.mail_from = "<\"x\r\n\r\nrelease\"@example.org\x1b[31m>", .recipient = "<tax\xff\xe2\x80\xae@york.gov.uk>"});
  desk.keep({.mail_from = "<" + std::string(2000, 'x') + "@example.org>"});
  desk.keep({.mail_from = "<>"});
  const std::string text = digests(desk).at(0).text;
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\xff') == std::string::npos);
  CHECK_FALSE(has(text, "\xe2\x80\xae"));
  CHECK_FALSE(has(text, "\nrelease"));
  CHECK_FALSE(has(text, std::string(300, 'x')));
  CHECK(has(text, "    from     <>\n"));
}

TEST_CASE("a mail lists so many messages and tells the number of the rest", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  for (int i = 0; i < 502; ++i) desk.keep({.at = kNow - std::chrono::seconds{i}});
  const auto mails = digests(desk);
  CHECK(mails.at(0).listed.size() == 500);
  CHECK(has(mails[0].text, "and 2 other messages: postern quarantine list"));
}

TEST_CASE("a message that nobody has looked at for five working days raises an alarm", "[admin][digest][alarm]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  const std::string id = desk.keep({.at = kNow});  // a Monday
  CHECK(alarms(desk, kNow + 24h * 7 - 1s).empty());
  const auto mails = alarms(desk, kNow + 24h * 7);
  CHECK(told(mails) == Addresses{"director@york.gov.uk", "m.manager@york.gov.uk"});
  for (const auto& mail : mails) {
    CHECK(mail.subject == "Alarm: 1 kept message that nobody has looked at");
    CHECK(mail.listed == Addresses{id});
    CHECK(has(mail.text, "postern quarantine release " + id));
  }
}

TEST_CASE("a closed day puts the alarm off by a day", "[admin][digest][alarm]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.config.council.closed_days = {day("2026-11-05")};
  desk.keep({.at = kNow});
  CHECK(alarms(desk, kNow + 24h * 8 - 1s).empty());
  CHECK(alarms(desk, kNow + 24h * 8).size() == 2);
}

TEST_CASE("a look puts the alarm off by five working days", "[admin][digest][alarm]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  const std::string id = desk.keep({.at = kNow});
  REQUIRE(desk.store->looked_at({id}, std::nullopt, {"kim", "kim"}, kNow + 24h * 3));
  CHECK(alarms(desk, kNow + 24h * 10 - 1s).empty());
  CHECK(alarms(desk, kNow + 24h * 10).size() == 2);
}

TEST_CASE("what is only held until the hours open raises no alarm before", "[admin][digest][alarm]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.keep({.at = kNow, .status = db::KeptStatus::held, .release_at = kNow + 24h * 14});
  CHECK(alarms(desk, kNow + 24h * 13).empty());
  CHECK(alarms(desk, kNow + 24h * 14).size() == 2);
}

TEST_CASE("what came while the clock was ahead raises an alarm until somebody looks", "[admin][digest][alarm][R10]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  const auto ahead = kNow + 24h * 365;
  const bool held = GENERATE(false, true);
  const std::string id = held ? desk.keep({.at = ahead, .status = db::KeptStatus::held, .release_at = ahead + 12h})
                              : desk.keep({.at = ahead});
  CHECK(alarms(desk, kNow).size() == 2);
  CHECK(alarms(desk, ahead - 24h - 1s).size() == 2);
  CHECK(alarms(desk, ahead - 24h).empty());
  REQUIRE(desk.store->looked_at({id}, std::nullopt, {"kim", "kim"}, ahead + 1h));  // at that time too
  CHECK(alarms(desk, kNow).size() == 2);
  REQUIRE(desk.store->looked_at({id}, std::nullopt, {"lee", "lee"}, kNow));
  CHECK(alarms(desk, kNow + 24h * 7 - 1s).empty());
  CHECK(alarms(desk, kNow + 24h * 7).size() == 2);
}
