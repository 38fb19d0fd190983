// The probe: what is sent, and what is made of the daemon's answers.
#include "admin/doctor/facts/probe.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"
#include "mail/authentication_results.hpp"
#include "support/mail/scripted_server.hpp"

using namespace postern;
using admin::doctor::ProbeFacts;
using test::Script;
using test::ScriptedServer;
using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;

namespace {

const std::string kToken(32, 'a');

/// A daemon that gives a token, and tells of it what a test wants; counts how often it was asked.
struct Daemon {
  Json seen = {{"ok", true}, {"times", 0}, {"seen", Json::array()}};
  int silent_times = 0;  ///< how often it has seen nothing before that
  int asked = 0;
  admin::doctor::AskDaemon line() {
    return [this](const std::string& request) -> policy::Result<Json> {
      if (request == "probe") return Json{{"ok", true}, {"token", kToken}, {"seconds", 300}};
      CHECK(request == "probe " + kToken);
      if (asked++ < silent_times) return Json{{"ok", true}, {"times", 0}, {"seen", Json::array()}};
      return seen;
    };
  }
};

Json one_sight(std::vector<std::string> believed = {}) {
  Json sight = {{"queue_id", "Q1"}, {"client", "127.0.0.1"}, {"by_smtp", true}, {"refused", true}};
  sight["believed"] = std::move(believed);
  Json answer = {{"ok", true}, {"times", 1}};
  answer["seen"] = Json::array({sight});
  return answer;
}

ProbeFacts probed(ScriptedServer& server, const admin::doctor::AskDaemon& ask,
                  std::chrono::milliseconds patience = 30s) {
  mail::initialise();
  conf::Config config;
  config.council.bounces = "bounces@york.gov.uk";
  config.authserv_ids = {"mx.york.gov.uk", "mx2.york.gov.uk"};
  return admin::doctor::probe(config, {"127.0.0.1", server.port(), "gate.york.gov.uk", 30s, 30s}, ask,
                              std::chrono::sys_seconds{}, patience);
}

}  // namespace

TEST_CASE("each forgery is believed by whoever reads the field, and by nobody without the server's name",
          "[admin][probe]") {
  const auto forged = admin::doctor::forgeries({"mx.york.gov.uk"}, kToken);
  CHECK(forged.size() == 4);
  for (const auto& one : forged) {
    INFO(one.value);
    const std::vector<mail::HeaderField> header{{"Authentication-Results", " " + one.value}};
    CHECK(mail::authenticated_domains(header, {"mx.york.gov.uk"}).spf == std::vector<std::string>{one.domain});
    CHECK(mail::authenticated_domains(header, {"mx.other.gov.uk"}).spf.empty());
  }
}

TEST_CASE("the probe goes from the null sender to mail.bounces, with its token and its forgeries", "[admin][probe]") {
  ScriptedServer server(Script{{".", "550 5.7.0 probe\r\n"}});
  Daemon daemon;
  daemon.seen = one_sight({"plain0." + kToken + ".invalid", "comment1." + kToken + ".invalid", "true.example"});
  const auto facts = probed(server, daemon.line());
  CHECK(facts.daemon_problem.empty());
  CHECK(facts.reply == ProbeFacts::Reply::refused);
  CHECK(facts.words == "550 5.7.0 probe");
  CHECK(facts.times == 1);
  CHECK(facts.sights.front().refused);
  CHECK(facts.forged == std::vector<std::string>{"mx.york.gov.uk", "mx2.york.gov.uk after a comment"});
  CHECK(server.commands()[1] == "MAIL FROM:<>");
  CHECK(server.commands()[2] == "RCPT TO:<bounces@york.gov.uk>");
  CHECK(server.message().starts_with("X-Postern-Probe: " + kToken + "\r\nAuthentication-Results: mx.york.gov.uk; "));
  CHECK(server.message().find("\r\n\r\npostern doctor has sent this") != std::string::npos);
}

TEST_CASE("a message that the MTA accepted is waited for, and one that it refused is not", "[admin][probe]") {
  ScriptedServer accepting(Script{});
  Daemon late;
  late.seen = one_sight();
  late.silent_times = 2;
  const auto facts = probed(accepting, late.line());
  CHECK(facts.reply == ProbeFacts::Reply::accepted);
  CHECK(facts.times == 1);
  CHECK(late.asked == 3);
  ScriptedServer refusing(Script{{"RCPT bounces@york.gov.uk", "550 5.1.1 nobody\r\n"}});
  Daemon never;
  CHECK(probed(refusing, never.line()).times == 0);
  CHECK(never.asked == 1);
  ScriptedServer bare(Script{});
  Daemon unseeing;
  CHECK(probed(bare, unseeing.line(), 0ms).reply == ProbeFacts::Reply::accepted);
  CHECK(unseeing.asked == 1);
}

TEST_CASE("without a token nothing is sent", "[admin][probe]") {
  for (const Json& answer : {Json{{"ok", false}, {"problems", {"the control socket knows reload, status"}}},
                             Json{{"ok", true}}, Json{{"ok", true}, {"token", "short"}}, Json::array()}) {
    const auto facts = admin::doctor::probe({}, {"127.0.0.1", 1, "gate", 1s, 1s},
                                            [&](const std::string&) { return policy::Result<Json>(answer); }, {});
    CHECK_FALSE(facts.daemon_problem.empty());
    CHECK(facts.words.empty());
  }
  const auto away =
      admin::doctor::probe({}, {"127.0.0.1", 1, "gate", 1s, 1s},
                           [](const std::string&) -> policy::Result<Json> { return policy::unavailable("away"); }, {});
  CHECK(away.daemon_problem == "away");
}

TEST_CASE("a server that is away puts the probe off", "[admin][probe]") {
  ScriptedServer server(Script{{"greeting", "421 busy\r\n"}});
  Daemon daemon;
  const auto facts = probed(server, daemon.line());
  CHECK(facts.reply == ProbeFacts::Reply::put_off);
  CHECK(facts.words == "421 busy");
}
