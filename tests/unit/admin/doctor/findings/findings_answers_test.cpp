#include "admin/doctor/findings/findings_answers.hpp"

#include <catch2/catch.hpp>

#include "admin/doctor/findings/findings_macros.hpp"
#include "unit/admin/doctor/healthy.hpp"

using namespace postern;
using namespace postern::admin::doctor;
using namespace std::chrono_literals;
using test::filter;
using test::found;
using test::healthy;
using test::trouble;

namespace {

Seen with_action(const std::string& action) {
  Seen seen = healthy();
  for (Service& service : seen.mta->services) service.milters[0].when_away = action;
  seen.mta->usual.when_away = action;
  return seen;
}

}  // namespace

TEST_CASE("mail that waits while posternd is away, usual times and all macros are fine") {
  CHECK(test::all_fine(findings_default_action(healthy())));
  CHECK(test::all_fine(findings_timeouts(healthy())));
  CHECK(test::all_fine(findings_macros(healthy())));
}

TEST_CASE("accept is a fault with a fix, reject and quarantine are warnings without") {
  const auto accept = findings_default_action(with_action("accept"));
  CHECK(found(accept, "default-action", Standing::fault, "passes unchecked"));
  REQUIRE(trouble(accept, "default-action")->fix);
  CHECK(trouble(accept, "default-action")->fix->command ==
        std::vector<std::string>{"postconf", "-c", "/etc/postfix", "-e", "milter_default_action=tempfail"});
  CHECK(trouble(accept, "default-action")->fix->shown.find("every filter") != std::string::npos);
  for (const char* action : {"reject", "quarantine", "shutdown"}) {
    const auto findings = findings_default_action(with_action(action));
    CHECK(found(findings, "default-action", Standing::warning, action));
    CHECK_FALSE(trouble(findings, "default-action")->fix);
  }
}

TEST_CASE("what one service or one filter says of itself is found there, and not fixed by what holds for all") {
  Seen seen = healthy();
  seen.mta->services[1].milters[0].when_away = "accept";
  const auto findings = findings_default_action(seen);
  CHECK(found(findings, "default-action", Standing::fault, "submission inet"));
  CHECK(found(findings, "default-action", Standing::fine, "smtp inet"));
  CHECK_FALSE(trouble(findings, "default-action")->fix);
}

TEST_CASE("where other filters are named, nothing that holds for all is changed") {
  Seen seen = with_action("accept");
  seen.mta->services[0].milters.push_back(filter("unix:opendkim/opendkim.sock"));
  const auto findings = findings_default_action(seen);
  REQUIRE(trouble(findings, "default-action") != nullptr);
  CHECK_FALSE(trouble(findings, "default-action")->fix);
  CHECK(trouble(findings, "default-action")->mend.find("{ unix:postern/postern.sock, default_action=tempfail }") !=
        std::string::npos);
  for (Service& service : seen.mta->services) service.milters[0].content = 1s;
  seen.mta->usual.content = 1s;
  CHECK_FALSE(trouble(findings_timeouts(seen), "timeouts")->fix);
  CHECK(trouble(findings_timeouts(seen), "timeouts")->mend.find("content_timeout=300s }") != std::string::npos);
}

TEST_CASE("Sendmail without F=T is told what to write") {
  Seen seen = with_action("accept");
  seen.mta->kind = MtaKind::sendmail;
  CHECK(trouble(findings_default_action(seen), "default-action")->mend.find("F=T") != std::string::npos);
  CHECK_FALSE(trouble(findings_default_action(seen), "default-action")->fix);
}

TEST_CASE(
    "times that are too brief or outlast the sender's patience are found, and raised or lowered where they hold for "
    "all") {
  struct Case {
    std::chrono::seconds Milter::*time;
    std::chrono::seconds bad;
    std::chrono::seconds good;
    const char* parameter;
  };
  for (const Case& each : {Case{&Milter::connect, 1s, 5s, "milter_connect_timeout"},
                           Case{&Milter::connect, 301s, 300s, "milter_connect_timeout"},
                           Case{&Milter::command, 9s, 10s, "milter_command_timeout"},
                           Case{&Milter::command, 291s, 290s, "milter_command_timeout"},
                           Case{&Milter::content, 59s, 60s, "milter_content_timeout"},
                           Case{&Milter::content, 600s, 599s, "milter_content_timeout"}}) {
    Seen seen = healthy();
    seen.mta->usual.*each.time = each.bad;
    for (Service& service : seen.mta->services) service.milters[0].*each.time = each.bad;
    const auto findings = findings_timeouts(seen);
    INFO(each.parameter);
    CHECK(found(findings, "timeouts", Standing::warning, std::to_string(each.bad.count()) + " s"));
    REQUIRE(trouble(findings, "timeouts")->fix);
    CHECK(trouble(findings, "timeouts")->fix->command.back().find(each.parameter) == 0);
    for (Service& service : seen.mta->services) service.milters[0].*each.time = each.good;
    CHECK(test::all_fine(findings_timeouts(seen)));
  }
}

TEST_CASE("a macro that posternd decides by and is not told is found") {
  Seen seen = healthy();
  seen.mta->macros.connect = {"j"};
  CHECK(found(findings_macros(seen), "macros", Standing::fault, "milter_connect_macros has no v (it has j)"));
  seen = healthy();
  seen.mta->macros.mail = {"i"};
  CHECK(found(findings_macros(seen), "macros", Standing::warning, "auth_authen"));
}

TEST_CASE("Sendmail is asked for its own macros, and not for Postfix' v") {
  Seen seen = healthy();
  seen.mta->kind = MtaKind::sendmail;
  seen.mta->macros = {{"daemon_name"}, {"auth_authen", "mail_mailer"}, {"rcpt_mailer"}};
  CHECK(test::all_fine(findings_macros(seen)));
  seen.mta->macros.mail = {"auth_authen"};
  CHECK(found(findings_macros(seen), "macros", Standing::fault, "confMILTER_MACROS_ENVFROM has no mail_mailer"));
}

TEST_CASE("an old protocol is a warning") {
  Seen seen = healthy();
  seen.mta->protocol = "2";
  CHECK(found(findings_macros(seen), "milter-protocol", Standing::warning, "is 2"));
}
