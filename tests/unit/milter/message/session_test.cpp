// One session, stage by stage, as any engine drives it: none here knows of libmilter.
#include "milter/message/session.hpp"

#include <map>

#include <catch2/catch.hpp>

#include "support/milter/few_rules.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using milter::Reply;
using policy::Action;
using Told = std::map<std::string, std::string>;

namespace {

milter::Macros macros(Told told = {}) {
  return [told = std::move(told)](const char* name) {
    const auto found = told.find(name);
    return found == told.end() ? std::string() : found->second;
  };
}

const Told kSmtp{{"{mail_mailer}", "smtp"}, {"v", "Postfix 3.7.11"}};

/// York, whose rules refuse alex, and a desk for its sessions.
class Desk {
 public:
  explicit Desk(std::size_t limit = 10) : desk(rules, york.services(), limit) {
    york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
    log.now = york.rules;
    log.now.revision = 1;
    REQUIRE(rules.use(std::make_shared<const conf::Config>(york.config)));
  }
  Gateway york;
  FewRules log;
  milter::RulesInForce rules{log};
  milter::SessionDesk desk;
};

/// MAIL and one RCPT of `sender`; the reply to the latter.
Reply envelope(milter::Session& session, const char* sender, const Told& told = kSmtp) {
  CHECK(session.on_mail(sender, {}, macros(told)) == milter::proceed());
  return session.on_rcpt("<tax@york.gov.uk>", macros(told));
}

/// Header, body and end; the last reply.
Reply content(Desk& york, milter::Session& session, const std::string& from) {
  CHECK(session.on_header("From", " " + from, macros(kSmtp)) == milter::proceed());
  const Reply reply = session.on_end_of_header(macros(kSmtp));
  if (reply != milter::proceed()) return reply;
  session.on_body("Hello\r\n", macros(kSmtp));
  return session.on_end_of_message(york.york.mta, macros(kSmtp));
}

}  // namespace

TEST_CASE("a session answers each stage of a message", "[milter][session]") {
  Desk york;
  milter::Session session(york.desk);
  const std::vector<std::uint8_t> client{192, 0, 2, 7};
  CHECK(session.on_connect(client, macros()) == milter::proceed());
  CHECK(session.on_helo("mx.example.org") == milter::proceed());
  CHECK(envelope(session, "<other@example.com>") == milter::proceed());
  CHECK(content(york, session, "other@example.com") == milter::accept());
  CHECK(envelope(session, "<alex@example.org>").code == "550");
  REQUIRE(york.york.events().size() == 1);
  CHECK(york.york.events()[0].client == "192.0.2.7");
  CHECK(york.york.events()[0].helo == "mx.example.org");
}

TEST_CASE("what the macros tell makes the envelope", "[milter][session]") {
  Desk york;
  milter::Session session(york.desk);
  SECTION("an authenticated user is exempt") {
    CHECK(envelope(session, "<alex@example.org>", {{"{mail_mailer}", "smtp"}, {"{auth_authen}", "alex"}}).code.empty());
  }
  SECTION("an empty name is none") {
    CHECK(envelope(session, "<alex@example.org>", {{"{mail_mailer}", "smtp"}, {"{auth_authen}", ""}}).code == "550");
  }
  SECTION("the door of Sendmail's MSP cannot refuse") {
    CHECK(
        envelope(session, "<alex@example.org>", {{"{mail_mailer}", "smtp"}, {"{daemon_name}", "MSP-v4"}}).code.empty());
  }
  SECTION("any other door can") {
    CHECK(envelope(session, "<alex@example.org>", {{"{mail_mailer}", "smtp"}, {"{daemon_name}", "MTA"}}).code == "550");
  }
}

TEST_CASE("a client that is another host came by SMTP, whatever the macros leave out", "[milter][session][D8]") {
  const auto refused = [](std::vector<std::uint8_t> client, const Told& told) {
    Desk york;
    milter::Session session(york.desk);
    session.on_connect(client, macros());
    return envelope(session, "<alex@example.org>", told).code == "550";
  };
  CHECK(refused({192, 0, 2, 7}, {}));
  CHECK(refused({0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {}));
  CHECK_FALSE(refused({127, 0, 0, 1}, {}));
  CHECK_FALSE(refused({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {}));
  CHECK_FALSE(refused({}, {}));  // a Unix socket
  CHECK(refused({127, 0, 0, 1}, {{"{mail_mailer}", "smtp"}}));
}

TEST_CASE("the MTA's reading of a sender is looked at beside the bytes", "[milter][session]") {
  Desk york;
  milter::Session session(york.desk);
  auto told = kSmtp;
  told["{mail_addr}"] = "alex@example.org";
  CHECK(envelope(session, "<example.org!alex>", told).code == "550");
  told["{mail_addr}"] = "sam@example.org";
  CHECK(envelope(session, "<example.org!sam>", told) == milter::proceed());
}

TEST_CASE("Sendmail is known by its version, and Postfix by any name before one", "[milter][session]") {
  for (const char* version : {"", "8.17.1.9", "8.18.1/8.18.1"}) CHECK(milter::is_sendmail(macros({{"v", version}})));
  for (const char* version : {"Postfix 3.7.11", "Postcow 3.7.11", "Postfix"}) {
    CHECK_FALSE(milter::is_sendmail(macros({{"v", version}})));
  }
}

TEST_CASE("the queue id is taken when it comes", "[milter][session][M8]") {
  Desk york;
  milter::Session session(york.desk);
  CHECK(session.on_mail("<alex@example.org>", {}, macros(kSmtp)) == milter::proceed());
  auto told = kSmtp;
  told["i"] = "4PF001";
  CHECK(session.on_rcpt("<tax@york.gov.uk>", macros(told)).code == "550");
  CHECK(york.york.events().at(0).queue_id == "4PF001");
}

TEST_CASE("a recipient whom Sendmail refuses itself is none of the message's", "[milter][session][M19]") {
  Desk york;
  milter::Session session(york.desk);
  CHECK(session.on_mail("<alex@example.org>", {}, macros(kSmtp)) == milter::proceed());
  CHECK(session.on_rcpt("<nobody@york.gov.uk>", macros({{"{rcpt_mailer}", "error"}})) == milter::proceed());
  CHECK(york.york.events().empty());
  CHECK(session.on_rcpt("<nobody@york.gov.uk>", macros({{"{rcpt_mailer}", "error"}, {"v", "Postfix 3.7.11"}})).code ==
        "550");
}

TEST_CASE("sessions beyond the limit put every recipient off, until one ends", "[milter][session]") {
  Desk york(1);
  std::optional<milter::Session> first(std::in_place, york.desk);
  milter::Session second(york.desk);
  CHECK(york.desk.connections() == 2);
  CHECK(envelope(*first, "<other@example.com>") == milter::proceed());
  CHECK(envelope(second, "<other@example.com>") == milter::try_again());
  first.reset();
  CHECK(york.desk.connections() == 1);
  const milter::Session third(york.desk);
  CHECK(york.desk.connections() == 2);
}

TEST_CASE("an MTA that has lost its place is put off", "[milter][session]") {
  Desk york;
  milter::Session session(york.desk);
  CHECK(session.on_rcpt("<tax@york.gov.uk>", macros()) == milter::try_again());
  CHECK(session.on_header("From", " alex@example.org", macros()) == milter::proceed());
  CHECK(session.on_end_of_header(macros()) == milter::try_again());
  CHECK(session.on_body("Hello", macros()) == milter::try_again());
  CHECK(session.on_end_of_message(york.york.mta, macros()) == milter::try_again());
}

TEST_CASE("a message given up leaves nothing to the next one", "[milter][session][M1]") {
  Desk york;
  milter::Session session(york.desk);
  CHECK(envelope(session, "<other@example.com>") == milter::proceed());
  session.on_header("From", " alex@example.org", macros(kSmtp));
  CHECK(session.on_abort() == milter::proceed());
  CHECK(envelope(session, "<other@example.com>") == milter::proceed());
  CHECK(content(york, session, "other@example.com") == milter::accept());
  CHECK(york.york.events().empty());
}

TEST_CASE("an exception puts the message off, and the stages after it", "[milter][session][M13]") {
  Desk york;
  milter::Session session(york.desk);
  const milter::Macros broken = [](const char*) -> std::string { throw std::runtime_error("a test's"); };
  CHECK(session.on_mail("<alex@example.org>", {}, broken) == Reply{Reply::Kind::tempfail});
  CHECK(session.on_rcpt("<tax@york.gov.uk>", macros(kSmtp)) == milter::try_again());
  CHECK(envelope(session, "<other@example.com>") == milter::proceed());
  CHECK(session.on_header("From", " other@example.com", broken) == Reply{Reply::Kind::tempfail});
  CHECK(session.on_end_of_header(macros(kSmtp)) == milter::try_again());
}

TEST_CASE("a gateway that ends puts off what is open", "[milter][session][M3]") {
  Desk york;
  milter::Session session(york.desk);
  CHECK(envelope(session, "<other@example.com>") == milter::proceed());
  CHECK(york.desk.drain(std::chrono::seconds{10}));
  CHECK(session.on_end_of_header(macros(kSmtp)) == Reply{Reply::Kind::tempfail});
  CHECK(york.york.tally.counted["message deferred"] == 1);
}
