// What the doctor says of facts: of the addresses that must take mail, and of the probe.
#include "admin/doctor/findings/live_checks.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace postern;
using admin::doctor::Finding;
using admin::doctor::LiveFacts;
using admin::doctor::ProbeFacts;
using admin::doctor::Standing;
using Kind = mail::RecipientAnswer::Kind;

namespace {

/// Where all is well.
LiveFacts well() {
  LiveFacts facts;
  facts.socket = "unix:/run/x.sock";
  facts.handshake.outcome = mail::MilterHandshake::Outcome::agreed;
  facts.handshake.actions = mail::kActionsOfPostern;
  facts.submit = "smtp://127.0.0.1:25";
  facts.needed = {{"bounces@york.gov.uk", {"mail.bounces"}, true},
                  {"m.manager@york.gov.uk", {"manager of RCC-2026-0001"}}};
  facts.check.answers = {{"bounces@york.gov.uk", Kind::accepted, "250 fine"},
                         {"m.manager@york.gov.uk", Kind::accepted, "250 fine"}};
  facts.smtp = "127.0.0.1:25";
  facts.authserv_ids = {"mx.york.gov.uk"};
  facts.probe.reply = ProbeFacts::Reply::refused;
  facts.probe.words = "550 5.7.0 This is postern's own probe";
  facts.probe.times = 1;
  facts.probe.sights = {{"Q1", "127.0.0.1", true, true, {}}};
  return facts;
}

std::vector<Finding> of(const LiveFacts& facts, const std::string& check) {
  std::vector<Finding> found;
  for (const Finding& one : findings_live(facts)) {
    if (one.check == check) found.push_back(one);
  }
  return found;
}

/// The only finding of this check.
Finding only(const LiveFacts& facts, const std::string& check) {
  const auto found = of(facts, check);
  REQUIRE(found.size() == 1);
  return found.front();
}

bool says(const Finding& finding, const std::string& words) {
  return (finding.what + "\n" + finding.mend).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("where all is well each check says so once, and nothing is to be mended", "[admin][doctor]") {
  for (const char* check :
       {"milter-handshake", "submission", "bounces-address", "manager-address", "probe", "forged-results"}) {
    const Finding finding = only(well(), check);
    CHECK(finding.standing == Standing::fine);
    CHECK(finding.mend.empty());
  }
  CHECK(findings_live(well()).size() == 6);
}

TEST_CASE("whatever is not fine says how to mend it", "[admin][doctor]") {
  LiveFacts nothing;
  const auto findings = findings_live(nothing);
  CHECK(std::none_of(findings.begin(), findings.end(), [](const Finding& one) {
    return one.what.empty() || (one.standing != Standing::fine && one.mend.empty());
  }));
}

TEST_CASE("a submission server that does not answer is one fault, and the addresses stay unknown", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.check.problem = "Connection refused";
  for (auto& answer : facts.check.answers) answer.kind = Kind::not_asked;
  CHECK(only(facts, "submission").standing == Standing::fault);
  CHECK(says(only(facts, "submission"), "smtp://127.0.0.1:25 (mail.submit) does not take mail: Connection refused"));
  CHECK(says(only(facts, "submission"), "Start the MTA"));
  CHECK(only(facts, "bounces-address").standing == Standing::unknown);
  CHECK(only(facts, "manager-address").standing == Standing::unknown);
  facts.handshake.outcome = mail::MilterHandshake::Outcome::nobody;
  CHECK(says(only(facts, "submission"), "Mend milter-handshake first"));
}

TEST_CASE("an address that is refused is a fault under its own check, with the server's words", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.check.answers[1] = {"m.manager@york.gov.uk", Kind::refused, "550 5.1.1 no such user"};
  const Finding manager = only(facts, "manager-address");
  CHECK(manager.standing == Standing::fault);
  CHECK(says(manager, "m.manager@york.gov.uk (manager of RCC-2026-0001)"));
  CHECK(says(manager, "550 5.1.1 no such user"));
  CHECK(only(facts, "bounces-address").standing == Standing::fine);
  facts = well();
  facts.check.answers[0] = {"bounces@york.gov.uk", Kind::refused, "550 5.1.1 no such user"};
  CHECK(only(facts, "bounces-address").standing == Standing::fault);
  CHECK(only(facts, "manager-address").standing == Standing::fine);
}

TEST_CASE("an address that is put off is unknown and not refused", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.check.answers[1] = {"m.manager@york.gov.uk", Kind::put_off, "450 4.2.0 later"};
  CHECK(only(facts, "manager-address").standing == Standing::unknown);
}

TEST_CASE("without the store the managers are unknown, whatever the others say", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.log_was_read = false;
  CHECK(only(facts, "manager-address").standing == Standing::unknown);
}

TEST_CASE("mail that does not pass through posternd is a fault where the MTA accepted it", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.probe = {};
  facts.probe.reply = ProbeFacts::Reply::accepted;
  CHECK(only(facts, "probe").standing == Standing::fault);
  CHECK(says(only(facts, "probe"), "posternd never saw"));
  CHECK(says(only(facts, "probe"), "smtpd_milters"));
  CHECK(only(facts, "forged-results").standing == Standing::unknown);
  facts.probe.reply = ProbeFacts::Reply::refused;
  facts.probe.words = "554 5.7.1 Relay access denied";
  CHECK(only(facts, "probe").standing == Standing::unknown);
  CHECK(says(only(facts, "probe"), "554 5.7.1 Relay access denied"));
  facts.probe.reply = ProbeFacts::Reply::put_off;
  CHECK(only(facts, "probe").standing == Standing::fault);
}

TEST_CASE("behind a content filter a message that posternd has not seen yet is unknown", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.probe = {};
  facts.probe.reply = ProbeFacts::Reply::accepted;
  facts.content_filter = true;
  CHECK(only(facts, "probe").standing == Standing::unknown);
  CHECK(says(only(facts, "probe"), "content filter"));
  facts.probe.times = 1;
  facts.probe.sights = {{"Q1", "127.0.0.1", true, false, {}}};
  CHECK(only(facts, "probe").standing == Standing::fine);
}

TEST_CASE("no message is sent to a door that does not show mail to posternd", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.unsent = "milter-missing";
  CHECK(only(facts, "probe").standing == Standing::unknown);
  CHECK(says(only(facts, "probe"), "Mend milter-missing first."));
  facts.probe = {};
  CHECK(only(facts, "forged-results").standing == Standing::unknown);
}

TEST_CASE("a filter behind the MTA's acceptance is warned of, and one that cannot refuse is not", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.probe.reply = ProbeFacts::Reply::accepted;
  CHECK(only(facts, "probe").standing == Standing::warning);
  CHECK(says(only(facts, "probe"), "at_border"));
  facts.probe.sights[0].refused = false;
  CHECK(only(facts, "probe").standing == Standing::fine);
}

TEST_CASE("mail that passes more than once is warned of", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.probe.times = 2;
  CHECK(only(facts, "probe").standing == Standing::warning);
}

TEST_CASE("a daemon that cannot be asked leaves both unknown", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.probe = {};
  facts.probe.daemon_problem = "posternd does not answer";
  CHECK(only(facts, "probe").standing == Standing::unknown);
  CHECK(says(only(facts, "probe"), "posternd does not answer"));
  CHECK(only(facts, "forged-results").standing == Standing::unknown);
}

TEST_CASE("a forged field that came through is a fault, and each spelling is named", "[admin][doctor]") {
  LiveFacts facts = well();
  facts.probe.forged = {"mx.york.gov.uk", "mx.york.gov.uk after a comment"};
  const Finding finding = only(facts, "forged-results");
  CHECK(finding.standing == Standing::fault);
  CHECK(says(finding, "mx.york.gov.uk; mx.york.gov.uk after a comment"));
  CHECK(says(finding, R"(/^Authentication-Results:.*mx\.york\.gov\.uk/ IGNORE)"));
  CHECK(says(finding, "spares local clients"));
  facts.authserv_ids.push_back("mx2.york.gov.uk");
  CHECK(says(only(facts, "forged-results"), R"((mx\.york\.gov\.uk|mx2\.york\.gov\.uk)/ IGNORE)"));
  facts.authserv_ids.clear();
  facts.probe.forged.clear();
  CHECK(only(facts, "forged-results").standing == Standing::fine);
}
