// Which addresses a server takes mail for: each gets one answer, and nobody gets any mail.
#include "mail/recipient_check.hpp"

#include <catch2/catch.hpp>

#include "support/mail/scripted_server.hpp"

using namespace postern;
using namespace postern::mail;
using test::kDrop;
using test::kHang;
using test::Script;
using test::ScriptedServer;
using Kind = RecipientAnswer::Kind;
using Lines = std::vector<std::string>;

namespace {

const std::string kAlexAtYork = "alex@york.gov.uk";
const std::string kSamAtYork = "sam@york.gov.uk";

RecipientCheck asked(std::uint16_t port, std::vector<std::string> addresses, int seconds = 30) {
  const std::chrono::seconds patience{seconds};
  const std::size_t count = addresses.size();
  auto check = checked_recipients({"127.0.0.1", port, "gate.york.gov.uk", patience, patience}, "bounces@york.gov.uk",
                                  std::move(addresses));
  CHECK(check.answers.size() == count);
  return check;
}

RecipientCheck asked(const ScriptedServer& server, std::vector<std::string> addresses, int seconds = 30) {
  return asked(server.port(), std::move(addresses), seconds);
}

}  // namespace

TEST_CASE("each address is asked for, and the server is never given a message", "[mail][recipients]") {
  ScriptedServer server(Script{{"RCPT " + kSamAtYork, "550-5.1.1 nobody\r\n550 5.1.1 of that name\r\n"},
                               {"RCPT busy@york.gov.uk", "450 4.2.0 later\r\n"}});
  const auto check = asked(server, {kAlexAtYork, kSamAtYork, "busy@york.gov.uk"});
  CHECK(check.problem.empty());
  CHECK(check.answers == std::vector<RecipientAnswer>{{kAlexAtYork, Kind::accepted, "250 fine"},
                                                      {kSamAtYork, Kind::refused, "550 5.1.1 of that name"},
                                                      {"busy@york.gov.uk", Kind::put_off, "450 4.2.0 later"}});
  CHECK(server.commands() == Lines{"EHLO gate.york.gov.uk", "MAIL FROM:<bounces@york.gov.uk>",
                                   "RCPT TO:<" + kAlexAtYork + ">", "RCPT TO:<" + kSamAtYork + ">",
                                   "RCPT TO:<busy@york.gov.uk>", "RSET", "QUIT"});
}

TEST_CASE("a server that does not let the question be asked is the problem, and no address is", "[mail][recipients]") {
  const Script scripts[] = {{{"greeting", "554 not today\r\n"}},
                            {{"EHLO", "502 what\r\n"}, {"HELO", "554 not today\r\n"}},
                            {{"MAIL", "554 not today\r\n"}}};
  for (const Script& script : scripts) {
    INFO(script.begin()->first);
    ScriptedServer server(script);
    const auto check = asked(server, {kAlexAtYork, kSamAtYork});
    CHECK(check.problem == "554 not today");
    CHECK(check.answers == std::vector<RecipientAnswer>{{kAlexAtYork, Kind::not_asked, "554 not today"},
                                                        {kSamAtYork, Kind::not_asked, "554 not today"}});
  }
  CHECK_FALSE(asked(1, {kAlexAtYork}).problem.empty());
  ScriptedServer willing{Script{}};
  CHECK(asked(willing, {}).problem.empty());
}

TEST_CASE("what is refused to everybody alike is the problem, and one address alone is not", "[mail][recipients]") {
  const std::string words = "554 5.7.1 <gate.york.gov.uk>: Client host rejected";
  ScriptedServer alike(Script{{"RCPT " + kAlexAtYork, words + "\r\n"}, {"RCPT " + kSamAtYork, words + "\r\n"}});
  const auto check = asked(alike, {kAlexAtYork, kSamAtYork});
  CHECK(check.problem == words);
  CHECK(check.answers ==
        std::vector<RecipientAnswer>{{kAlexAtYork, Kind::not_asked, words}, {kSamAtYork, Kind::not_asked, words}});
  ScriptedServer named(Script{{"RCPT " + kAlexAtYork, "554 5.7.1 <" + kAlexAtYork + ">: Sender rejected\r\n"},
                              {"RCPT " + kSamAtYork, "554 5.7.1 <" + kSamAtYork + ">: Sender rejected\r\n"}});
  CHECK(asked(named, {kAlexAtYork, kSamAtYork}).answers[1].kind == Kind::not_asked);
  ScriptedServer apart(
      Script{{"RCPT " + kAlexAtYork, "550 5.1.1 gone\r\n"}, {"RCPT " + kSamAtYork, "550 5.7.1 full\r\n"}});
  CHECK(asked(apart, {kAlexAtYork, kSamAtYork}).answers[1].kind == Kind::refused);
  ScriptedServer one(Script{{"RCPT " + kAlexAtYork, words + "\r\n"}});
  CHECK(asked(one, {kAlexAtYork}).answers[0].kind == Kind::refused);
  // Every mailbox is unknown: that is a word about each of them, and none about the server.
  for (const std::string gone : {"550 5.1.1 User unknown", "550 5.2.1 Mailbox disabled"}) {
    ScriptedServer strict(Script{{"RCPT " + kAlexAtYork, gone + "\r\n"}, {"RCPT " + kSamAtYork, gone + "\r\n"}});
    const auto unknown = asked(strict, {kAlexAtYork, kSamAtYork});
    CHECK(unknown.problem.empty());
    CHECK(unknown.answers ==
          std::vector<RecipientAnswer>{{kAlexAtYork, Kind::refused, gone}, {kSamAtYork, Kind::refused, gone}});
  }
}

TEST_CASE("a server that falls silent or goes away leaves what it has not answered unasked", "[mail][recipients]") {
  ScriptedServer silent(Script{{"RCPT " + kSamAtYork, kHang}});
  const auto first = asked(silent, {kSamAtYork, kAlexAtYork}, 1);
  CHECK(first.problem == "the server did not answer in time");
  CHECK(first.answers[0].kind == Kind::not_asked);
  CHECK(first.answers[1].kind == Kind::not_asked);
  ScriptedServer gone(Script{{"RCPT " + kAlexAtYork, kDrop}});
  CHECK_FALSE(asked(gone, {kAlexAtYork}).problem.empty());
  ScriptedServer full(Script{{"RCPT " + kAlexAtYork, "421 4.7.0 too many errors\r\n"}});
  CHECK(asked(full, {kAlexAtYork}).problem == "421 4.7.0 too many errors");
}

TEST_CASE("an address that no server can be asked for is refused without it", "[mail][recipients]") {
  ScriptedServer server(Script{});
  const auto check = asked(server, {"a>b@york.gov.uk", "jörg@york.gov.uk", kAlexAtYork});
  CHECK(check.answers[0].kind == Kind::refused);
  CHECK(check.answers[1].words == "the server does not offer SMTPUTF8 (RFC 6531), which this address needs");
  CHECK(check.answers[2].kind == Kind::accepted);
  CHECK(server.commands()[1] == "MAIL FROM:<bounces@york.gov.uk>");
  ScriptedServer modern(Script{{"EHLO", "250-hello\r\n250 SMTPUTF8\r\n"}});
  CHECK(asked(modern, {"jörg@york.gov.uk"}).answers[0].kind == Kind::accepted);
  CHECK(modern.commands()[1] == "MAIL FROM:<bounces@york.gov.uk> SMTPUTF8");
}
