// SMTP submission against a server that answers as it likes: every recipient ends in exactly one list.
#include "mail/submission.hpp"

#include <fstream>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"
#include "mail/sha256.hpp"
#include "support/mail/scripted_server.hpp"

using namespace postern;
using namespace postern::mail;
using test::kDrop;
using test::kHang;
using test::Script;
using test::ScriptedServer;
using Lines = std::vector<std::string>;

namespace {

const std::string kAlexWrites = "alex@york.gov.uk";
const std::string kSamWrites = "sam@york.gov.uk";

Submission to(std::vector<std::string> recipients) {
  Submission made;
  made.mail_from = "bounces@york.gov.uk";
  made.recipients = std::move(recipients);
  made.header = "Subject: x\r\n\r\n.dot\r\nend";
  return made;
}

/// The file as the store noted it when it was kept.
void take_file(Submission& submission, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Sha256 sum;
  sum.add(bytes.data(), bytes.size());
  submission.path = path;
  submission.size = bytes.size();
  submission.sha256 = sum.finish();
}

SubmissionResult submitted(std::uint16_t port, Submission submission, int seconds = 30) {
  boost::asio::io_context context;
  SubmissionResult result;
  int times = 0;
  const std::size_t count = submission.recipients.size();
  const std::chrono::seconds patience{seconds};
  submit(context, {"127.0.0.1", port, "gate.york.gov.uk", patience, patience}, std::move(submission),
         [&](SubmissionResult done) {
           result = std::move(done);
           ++times;
         });
  context.run();
  CHECK(times == 1);
  CHECK(result.accepted.size() + result.refused.size() + result.deferred.size() == count);
  return result;
}

SubmissionResult submitted(ScriptedServer& server, Submission submission, int seconds = 30) {
  return submitted(server.port(), std::move(submission), seconds);
}

/// The words with which `recipient` was put into `list`; empty where it was not.
std::string words(const std::vector<std::pair<std::string, std::string>>& list, const std::string& recipient) {
  for (const auto& [address, said] : list) {
    if (address == recipient) return said;
  }
  return {};
}

bool offered(const std::string& extensions, Submission submission, std::string& mail) {
  ScriptedServer server(Script{{"EHLO", "250-hello\r\n" + extensions + "250 HELP\r\n"}});
  const bool taken = !submitted(server, std::move(submission)).accepted.empty();
  const auto& commands = server.commands();
  mail = commands.size() > 1 ? commands[1] : "";
  return taken;
}

}  // namespace

TEST_CASE("a message that everybody takes is submitted whole", "[mail][submission]") {
  const contract::TemporaryFolder folder;
  std::string body = ".first\r\nsecond\r\n..\r\n";
  for (int i = 0; i < 20'000; ++i) body += ".line\r\n";
  std::ofstream(folder / "message", std::ios::binary) << body << "no end";
  ScriptedServer server(Script{});
  Submission submission = to({kAlexWrites, kSamWrites});
  submission.header = "X-A: b\r\n";
  take_file(submission, folder / "message");
  const auto result = submitted(server, submission);
  CHECK(result.accepted == Lines{kAlexWrites, kSamWrites});
  CHECK(server.commands() == Lines{"EHLO gate.york.gov.uk", "MAIL FROM:<bounces@york.gov.uk>",
                                   "RCPT TO:<" + kAlexWrites + ">", "RCPT TO:<" + kSamWrites + ">", "DATA", "QUIT"});
  std::string expected = "X-A: b\r\n..first\r\nsecond\r\n...\r\n";
  for (int i = 0; i < 20'000; ++i) expected += "..line\r\n";
  CHECK(server.message() == expected + "no end\r\n.\r\n");
}

TEST_CASE("recipients who are refused go their own ways, and the others get it", "[mail][submission]") {
  ScriptedServer server(
      Script{{"RCPT a@x.test", "550 5.1.1 no such user\r\n"}, {"RCPT b@x.test", "451 4.2.0 later\r\n"}});
  const auto result = submitted(server, to({"a@x.test", kAlexWrites, "b@x.test"}));
  CHECK(result.accepted == Lines{kAlexWrites});
  CHECK(words(result.refused, "a@x.test") == "550 5.1.1 no such user");
  CHECK(words(result.deferred, "b@x.test") == "451 4.2.0 later");
}

TEST_CASE("with nobody left, no message is sent", "[mail][submission]") {
  ScriptedServer server(Script{{"RCPT " + kAlexWrites, "550 no\r\n"}});
  CHECK(words(submitted(server, to({kAlexWrites})).refused, kAlexWrites) == "550 no");
  CHECK(server.commands().back() == "QUIT");
  CHECK(server.message().empty());
}

TEST_CASE("a 5xx refuses for good once the server speaks of the message, and not before", "[mail][submission]") {
  for (const std::string step : {"greeting", "EHLO", "MAIL", "DATA", "."}) {
    for (const std::string code : {"554", "421"}) {
      INFO(step << " " << code);
      ScriptedServer server(Script{{step, code + " no\r\n"}, {"HELO", "554 no\r\n"}});
      const auto result = submitted(server, to({kAlexWrites, kSamWrites}));
      const bool for_good = code == "554" && (step == "DATA" || step == ".");
      CHECK((for_good ? result.refused : result.deferred).size() == 2);
    }
  }
}

TEST_CASE("a server that knows no EHLO is greeted as of old", "[mail][submission]") {
  ScriptedServer server(Script{{"EHLO", "502 unknown\r\n"}});
  CHECK(submitted(server, to({kAlexWrites})).accepted == Lines{kAlexWrites});
  CHECK(server.commands()[1] == "HELO gate.york.gov.uk");
  ScriptedServer closed(Script{{"EHLO", "502 unknown\r\n"}, {"HELO", "554 go away\r\n"}});
  CHECK(submitted(closed, to({kAlexWrites})).deferred.size() == 1);
  ScriptedServer busy(Script{{"EHLO", "421 busy\r\n"}});
  CHECK(submitted(busy, to({kAlexWrites})).deferred.size() == 1);
}

TEST_CASE("a server that falls silent costs its time, at whatever step", "[mail][submission]") {
  for (const std::string step : {"greeting", "EHLO", "MAIL", "RCPT alex@york.gov.uk", "DATA", "."}) {
    INFO(step);
    ScriptedServer server(Script{{step, kHang}});
    const auto result = submitted(server, to({kAlexWrites}), 1);
    CHECK(words(result.deferred, kAlexWrites) == "the server did not answer in time");
  }
  ScriptedServer parting(Script{{"QUIT", kHang}});
  CHECK(submitted(parting, to({kAlexWrites}), 1).accepted == Lines{kAlexWrites});
}

TEST_CASE("a connection that drops defers, also after the final dot", "[mail][submission]") {
  for (const std::string step : {"greeting", "EHLO", "MAIL", "RCPT alex@york.gov.uk", "DATA", "."}) {
    INFO(step);
    ScriptedServer server(Script{{step, kDrop}});
    const auto result = submitted(server, to({kAlexWrites, kSamWrites}));
    CHECK(result.accepted.empty());
    CHECK(result.refused.empty());
  }
  ScriptedServer parting(Script{{"QUIT", kDrop}});
  CHECK(submitted(parting, to({kAlexWrites})).accepted == Lines{kAlexWrites});
}

TEST_CASE("answers that are no SMTP defer", "[mail][submission]") {
  for (const std::string step : {"greeting", "EHLO", "MAIL", "RCPT alex@york.gov.uk", "DATA", "."}) {
    for (const std::string& garbage :
         {std::string("HTTP/1.1 400 Bad Request\r\n"), std::string("\r\n"), std::string("25\r\n"),
          std::string("999 what\r\n"), std::string("150 early\r\n"), std::string("\0\xFF\n", 3),
          "250-" + std::string(70'000, 'x') + "\r\n", std::string(200'000, '2')}) {
      INFO(step << ": " << garbage.substr(0, 20));
      ScriptedServer server(Script{{step, garbage}});
      const auto result = submitted(server, to({kAlexWrites}), 1);
      CHECK(result.accepted.empty());
      CHECK(result.refused.empty());
    }
  }
}

TEST_CASE("what a server says goes on in printable words", "[mail][submission]") {
  ScriptedServer server(Script{{"RCPT " + kAlexWrites, "550 \x1B]0;x\x07 \xC3\xA9" + std::string(2000, 'y') + "\r\n"}});
  const std::string said = words(submitted(server, to({kAlexWrites})).refused, kAlexWrites);
  CHECK(said.starts_with("550 ?]0;x? ??yyy"));
  CHECK(said.size() <= 500);
}

TEST_CASE("replies of several lines are one", "[mail][submission]") {
  ScriptedServer server(Script{{"greeting", "220-one\r\n220-two\r\n220 three\r\n"},
                               {"MAIL", "250-fine\r\n250\r\n"},
                               {"RCPT " + kAlexWrites, "550-no\n550 really not\n"},
                               {".", "250-a\r\n250 b\r\n"}});
  const auto result = submitted(server, to({kAlexWrites, kSamWrites}));
  CHECK(result.accepted == Lines{kSamWrites});
  CHECK(words(result.refused, kAlexWrites) == "550 really not");
}

TEST_CASE("8BITMIME is asked for where it is offered", "[mail][submission]") {
  Submission eight_bit = to({kAlexWrites});
  eight_bit.eight_bit = true;
  std::string mail;
  CHECK(offered("250-8bitmime\r\n", eight_bit, mail));
  CHECK(mail == "MAIL FROM:<bounces@york.gov.uk> BODY=8BITMIME");
  CHECK(offered("", eight_bit, mail));
  CHECK(mail == "MAIL FROM:<bounces@york.gov.uk>");
  CHECK(offered("250-8BITMIME\r\n", to({kAlexWrites}), mail));
  CHECK(mail == "MAIL FROM:<bounces@york.gov.uk>");
}

TEST_CASE("what needs SMTPUTF8 is refused where it is not offered", "[mail][submission]") {
  Submission utf8 = to({kAlexWrites});
  SECTION("the message") {
    utf8.utf8 = true;
  }
  SECTION("a recipient") {
    utf8.recipients.emplace_back("\xC3\xA9@york.gov.uk");
  }
  SECTION("the sender") {
    utf8.mail_from = "\xC3\xA9@york.gov.uk";
  }
  std::string mail;
  CHECK(offered("250-SMTPUTF8\r\n250-8BITMIME\r\n", utf8, mail));
  CHECK(mail == "MAIL FROM:<" + utf8.mail_from + "> BODY=8BITMIME SMTPUTF8");
  ScriptedServer plain(Script{});
  CHECK(submitted(plain, utf8).refused.size() == utf8.recipients.size());
  CHECK(plain.commands().size() == 1);
}

TEST_CASE("an address that could end its command is never sent", "[mail][submission][S1]") {
  ScriptedServer server(Script{});
  const Lines hostile{"a@x.test>\r\nRCPT TO:<b@x.test", "a\rb@x.test", "a\nb@x.test",
                      std::string("a\0b@x.test", 10),   "a<b@x.test",  "\x7F@x.test"};
  Lines all = hostile;
  all.push_back(kAlexWrites);
  const auto result = submitted(server, to(all));
  CHECK(result.accepted == Lines{kAlexWrites});
  CHECK(result.refused.size() == hostile.size());
  CHECK(server.commands().size() == 5);
}

TEST_CASE("a hostile sender is never sent at all, and the null sender is", "[mail][submission]") {
  Submission hostile = to({kAlexWrites});
  hostile.mail_from = "a@x.test>\r\nDATA";
  CHECK(submitted(1, hostile).refused.size() == 1);
  ScriptedServer server(Script{});
  Submission notice = to({kAlexWrites});
  notice.mail_from = "";
  CHECK(submitted(server, notice).accepted == Lines{kAlexWrites});
  CHECK(server.commands()[1] == "MAIL FROM:<>");
}

TEST_CASE("a file that is not there, or a server, defers", "[mail][submission]") {
  const contract::TemporaryFolder folder;
  Submission missing = to({kAlexWrites, kSamWrites});
  missing.path = folder / "none";
  CHECK(submitted(1, missing).deferred.size() == 2);
  std::uint16_t closed = 0;
  {
    boost::asio::io_context context;
    closed =
        boost::asio::ip::tcp::acceptor(context, {boost::asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
  }
  CHECK(submitted(closed, to({kAlexWrites})).deferred.size() == 1);
}

TEST_CASE("nobody to submit to is done at once", "[mail][submission]") {
  const auto result = submitted(1, to({}));
  CHECK(result.accepted.empty());
}

TEST_CASE("a folder in place of the file never sends half a message", "[mail][submission]") {
  const contract::TemporaryFolder folder;
  ScriptedServer server(Script{});
  Submission broken = to({kAlexWrites});
  broken.path = folder.path();
  CHECK(submitted(server, broken).deferred.size() == 1);
  CHECK(server.message().find("\r\n.\r\n") == std::string::npos);
}

TEST_CASE("a 5xx to MAIL is final where it speaks of the message, and waits where it speaks of the client",
          "[mail][submission]") {
  for (const std::string words : {"552 too large", "554 5.3.4 too large", "550 5.6.7 needs SMTPUTF8"}) {
    INFO(words);
    ScriptedServer server(Script{{"MAIL", words + "\r\n"}});
    CHECK(submitted(server, to({kAlexWrites, kSamWrites})).refused.size() == 2);
  }
  for (const std::string words : {"550 5.7.1 not from you", "504 5.5.2 <vm>: name needed", "550 5.1.8 bad sender"}) {
    INFO(words);
    ScriptedServer server(Script{{"MAIL", words + "\r\n"}});
    CHECK(submitted(server, to({kAlexWrites, kSamWrites})).deferred.size() == 2);
  }
}

TEST_CASE("a refusal of the client that comes at RCPT is no word about the recipient", "[mail][submission]") {
  ScriptedServer server(Script{{"RCPT " + kAlexWrites, "504 5.5.2 <vm>: Helo command rejected\r\n"},
                               {"RCPT " + kSamWrites, "550 5.1.1 no such user\r\n"}});
  const auto result = submitted(server, to({kAlexWrites, kSamWrites}));
  CHECK(words(result.deferred, kAlexWrites) == "504 5.5.2 <vm>: Helo command rejected");
  CHECK(words(result.refused, kSamWrites) == "550 5.1.1 no such user");
}

TEST_CASE("only 250 after the final dot takes a message over", "[mail][submission]") {
  std::string endless;
  while (endless.size() <= 70'000) endless += "250-still\r\n";
  for (const std::string& answer :
       {std::string("354 go on\r\n"), std::string("300 what\r\n"), std::string("251 elsewhere\r\n"),
        std::string("2500 ok\r\n"), std::string("25 ok\r\n"), std::string("250_ok\r\n"),
        std::string("250-one\r\n550 no\r\n"), endless}) {
    INFO(answer.substr(0, 20));
    ScriptedServer server(Script{{".", answer}});
    const auto result = submitted(server, to({kAlexWrites}));
    CHECK(result.accepted.empty());
    CHECK(result.deferred.size() == 1);
  }
  ScriptedServer long_winded(Script{{".", "250-queued\r\n250-as\r\n250 1234\r\n"}});
  CHECK(submitted(long_winded, to({kAlexWrites})).accepted == Lines{kAlexWrites});
}

TEST_CASE("a 3xx to any other command is no yes", "[mail][submission]") {
  for (const std::string step : {"EHLO", "MAIL", "RCPT alex@york.gov.uk"}) {
    INFO(step);
    ScriptedServer server(Script{{step, "354 go on\r\n"}});
    CHECK(submitted(server, to({kAlexWrites})).deferred.size() == 1);
  }
}

TEST_CASE("a file that is not what was kept is never sent to its end", "[mail][submission]") {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "message";
  std::ofstream(path, std::ios::binary) << "From: a@example.org\r\n\r\nThe whole message.\r\n";
  Submission kept = to({kAlexWrites});
  take_file(kept, path);
  for (const char* now : {"From: a@example.org\r\n\r\nThe whole", "From: a@example.org\r\n\r\nThe whole messagE.\r\n",
                          "From: a@example.org\r\n\r\nThe whole message.\r\nMore.\r\n", ""}) {
    INFO(now);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << now;
    ScriptedServer server(Script{});
    const auto result = submitted(server, kept);
    CHECK(result.damaged);
    CHECK(result.deferred.size() == 1);
    CHECK(server.message().find("\r\n.\r\n") == std::string::npos);
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << "From: a@example.org\r\n\r\nThe whole message.\r\n";
  ScriptedServer server(Script{});
  const auto result = submitted(server, kept);
  CHECK_FALSE(result.damaged);
  CHECK(result.accepted == Lines{kAlexWrites});
}

TEST_CASE("a host without a full name says its address", "[mail][submission]") {
  for (const auto& [name, said] : {std::pair("vm", "EHLO [127.0.0.1]"), std::pair("", "EHLO [127.0.0.1]"),
                                   std::pair("vm.york.gov.uk", "EHLO vm.york.gov.uk")}) {
    ScriptedServer server(Script{});
    submitted({"127.0.0.1", server.port(), name, std::chrono::seconds{30}, std::chrono::seconds{30}},
              to({kAlexWrites}));
    CHECK(server.commands().front() == said);
  }
}
