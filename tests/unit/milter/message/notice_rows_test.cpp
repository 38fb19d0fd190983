// When a message gives rise to a notice to the customer (decision.md 6): each case beside the twin that gives none
// (faults.md A1 to A6).
#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>

#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

policy::Terms reminding(policy::Terms terms) {
  terms.remind = true;
  return terms;
}

/// York with a customer who is reminded, and an MTA that says who was authenticated.
class Reminding : public Gateway {
 public:
  explicit Reminding(policy::Terms terms = reminding(forwarded())) {
    config.authserv_ids = {"mx.york.gov.uk"};
    config.mail.from = "Restricted Contact <contact@york.gov.uk>";
    restricts("RCC-2026-0001", "alex@example.org", std::move(terms));
  }
  std::vector<db::OutboxRow> notices() {
    std::vector<db::OutboxRow> rows = outbox();
    std::erase_if(rows, [](const db::OutboxRow& row) { return row.kind != db::OutboxKind::notice; });
    return rows;
  }
};

const char* const kPassed = " mx.york.gov.uk; spf=pass smtp.mailfrom=alex@example.org";

Letter letter(std::vector<std::string> recipients, const std::string& results = kPassed) {
  Letter made;
  made.recipients = std::move(recipients);
  made.header.insert(made.header.begin(), {"Authentication-Results", results});
  made.header.push_back({"Received", " from somewhere"});
  return made;
}

/// How many notices a message gives rise to, changed so.
std::size_t noticed(const std::function<void(Letter&)>& change, const std::string& identifier = "alex@example.org") {
  Reminding york;
  york.rules.restrictions.front().identifiers = {identifier};
  Letter made = letter({"<tax@york.gov.uk>"});
  change(made);
  york.pass(made);
  CHECK_FALSE(york.events().empty());
  return york.notices().size();
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an authenticated customer is reminded, in a row of its own", "[milter][notices]") {
  Reminding york;
  york.pass(letter({"<tax@york.gov.uk>"}));
  const auto rows = york.outbox();
  REQUIRE(rows.size() == 1);
  const db::OutboxRow& row = rows.front();
  CHECK(row.kind == db::OutboxKind::notice);
  CHECK(row.state == db::OutboxState::ready);
  CHECK(row.mail_from.empty());
  CHECK(row.recipients == Lines{"alex@example.org"});
  CHECK(row.kept_id.empty());
  CHECK(row.token.empty());
  CHECK(row.restriction == "RCC-2026-0001");
  CHECK(holds(row.header, "From: Restricted Contact <contact@york.gov.uk>\r\n"));
  CHECK(holds(row.header, "To: alex@example.org\r\n"));
  CHECK(holds(row.header, "In-Reply-To: <one@example.org>\r\n"));
  CHECK(holds(row.header, "Subject: Your email to City of York Council\r\n"));
  CHECK(holds(row.header, "m.manager@york.gov.uk"));
  CHECK(holds(row.header, "RCC-2026-0001"));
  CHECK(york.files.whole.empty());  // forwarded in place: there is nothing to keep
  CHECK(york.woken == 1);
}

TEST_CASE("the rows come before the edits, and the notice is confirmed after them", "[milter][notices]") {
  Reminding york;
  york.pass(letter({"<tax@york.gov.uk>"}));
  Lines steps = york.journal;
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  CHECK(steps == Lines{"rows", "edit", "confirm"});
}

TEST_CASE("an edit that fails takes the notice back, and its period", "[milter][notices]") {
  Reminding york;
  york.mta.fails_at = 1;
  CHECK(york.pass(letter({"<tax@york.gov.uk>"})).last == milter::try_again());
  CHECK(york.outbox().empty());
  york.mta.fails_at = 0;
  york.pass_again(letter({"<tax@york.gov.uk>"}));
  CHECK(york.notices().size() == 1);
}

TEST_CASE("several messages give one notice", "[milter][notices][A3]") {
  Reminding york;
  for (int i = 0; i < 5; ++i) york.pass_again(letter({"<tax@york.gov.uk>"}));
  CHECK(york.events().size() == 5);
  CHECK(york.notices().size() == 1);
}

TEST_CASE("the period is the restriction's own, else the configured one", "[milter][notices]") {
  policy::Terms own = reminding(forwarded());
  own.remind_every = std::chrono::hours{12};
  Reminding york(own);
  york.pass(letter({"<tax@york.gov.uk>"}));
  CHECK(holds(york.notices().at(0).header, "at most once in 12 hours"));
  Reminding other;
  other.config.reminders_every = std::chrono::days{3};
  other.pass(letter({"<tax@york.gov.uk>"}));
  CHECK(holds(other.notices().at(0).header, "at most once in 3 days"));
}

TEST_CASE("nobody is written to without an authenticated sender", "[milter][notices][A4]") {
  CHECK(noticed([](Letter&) {}) == 1);
  for (const char* results :
       {" mx.york.gov.uk; spf=fail smtp.mailfrom=alex@example.org", " mx.york.gov.uk; none", " broken",
        " mx.other.test; spf=pass smtp.mailfrom=alex@example.org",
        " mx.york.gov.uk; spf=pass smtp.mailfrom=x@other.test",
        " mx.york.gov.uk; spf=softfail smtp.mailfrom=alex@example.org; dkim=pass header.d=other.test"}) {
    INFO(results);
    CHECK(noticed([&](Letter& made) { made.header.front().value = results; }) == 0);
  }
  CHECK(noticed([](Letter& made) { made.header.erase(made.header.begin()); }) == 0);
  CHECK(noticed([](Letter& made) { std::rotate(made.header.begin(), made.header.begin() + 1, made.header.end()); }) ==
        0);  // below Received it came from outside
}

TEST_CASE("SPF, DKIM and DMARC each authenticate a sender", "[milter][notices]") {
  for (const char* results : {" mx.york.gov.uk; dkim=pass header.d=example.org",
                              " MX.york.gov.uk 1; dmarc=pass "
                              "header.from=example.org"}) {
    CHECK(noticed([&](Letter& made) { made.header.front().value = results; }) == 1);
  }
}

TEST_CASE("without authserv_ids there are no notices", "[milter][notices]") {
  Reminding york;
  york.config.authserv_ids.clear();
  york.pass(letter({"<tax@york.gov.uk>"}));
  CHECK(york.events().size() == 1);
  CHECK(york.notices().empty());
}

TEST_CASE("nothing is sent where all is only observed, or where the restriction does not remind", "[milter][notices]") {
  Reminding observing;
  observing.config.enforcement = conf::Enforcement::observe;
  observing.pass(letter({"<tax@york.gov.uk>"}));
  CHECK(observing.events().size() == 1);
  CHECK(observing.outbox().empty());
  Reminding silent(forwarded());
  silent.pass(letter({"<tax@york.gov.uk>"}));
  CHECK(silent.outbox().empty());
}

TEST_CASE("an automatic message, a list and a bulk mail get no notice", "[milter][notices][A2]") {
  for (const mail::HeaderField& field : {mail::HeaderField{"Auto-Submitted", " auto-replied"},
                                         {"Precedence", " bulk"},
                                         {"List-Id", " <x.example.org>"},
                                         {"X-Auto-Response-Suppress", " All"},
                                         {"Content-Type", " multipart/report"},
                                         {"X-Autoreply", " yes"}}) {
    INFO(field.name);
    CHECK(noticed([&](Letter& made) { made.header.push_back(field); }) == 0);
  }
  CHECK(noticed([](Letter& made) { made.header.push_back({"Auto-Submitted", " no"}); }) == 1);
}

TEST_CASE("only the envelope sender is ever written to, and only as itself", "[milter][notices][A1][A4]") {
  const auto from = [](const std::string& mail_from, const std::string& domain) {
    return [=](Letter& made) {
      made.mail_from = mail_from;
      made.header.front().value = " mx.york.gov.uk; spf=pass smtp.mailfrom=" + domain;
    };
  };
  CHECK(noticed(from("<Alex+York@Example.ORG>", "example.org")) == 1);
  CHECK(noticed(from("<>", "example.org")) == 0);
  CHECK(noticed(from("<stranger@other.test>", "other.test")) == 0);
  CHECK(noticed(from("<SRS0=HHH=TT=example.org=alex@relay.test>", "relay.test")) == 0);
  CHECK(noticed(from("<noreply@example.org>", "example.org"), "@example.org") == 0);
  CHECK(noticed(from("<sam@example.org>", "example.org"), "@example.org") == 1);
}

TEST_CASE("what says that it comes from postern itself gets no answer", "[milter][notices][A1]") {
  Reminding york;
  york.rules.restrictions.front().identifiers = {"@example.org"};
  const std::string own = GENERATE("contact@example.org", "bounces@example.org", "Contact+x@Example.org");
  york.config.mail.from = "Restricted Contact <contact@example.org>";
  york.config.council.bounces = "bounces@example.org";
  Letter made = letter({"<tax@york.gov.uk>"});
  made.mail_from = "<" + own + ">";
  york.pass(made);
  CHECK(york.events().size() == 1);
  CHECK(york.notices().empty());
  made.mail_from = "<contacts@example.org>";
  york.pass_again(made);
  CHECK(york.notices().size() == 1);
}

TEST_CASE("an address at a domain that stands for another is authenticated by its own", "[milter][notices]") {
  const auto with = [](const std::string& domain) {
    return noticed(
        [&](Letter& made) {
          made.mail_from = "<alex@googlemail.com>";
          made.header.front().value = " mx.york.gov.uk; spf=pass smtp.mailfrom=" + domain;
        },
        "alex@gmail.com");
  };
  CHECK(with("googlemail.com") == 1);
  CHECK(with("gmail.com") == 0);
}

TEST_CASE("who was refused in mixed company is named, remind or not", "[milter][notices]") {
  Reminding york(terms(Action::reject, {}, {"housing@york.gov.uk"}));
  york.councillor("cllr.ward@york.gov.uk").chooses("cllr.ward@york.gov.uk", "sam@other.test", Action::junk);
  york.config.match.identities = {policy::IdentityKind::from, policy::IdentityKind::envelope};
  // Only a councillor who has made some choice is not refused at RCPT.
  york.rules.restrictions.front().terms = [] {
    auto refusing = terms(Action::reject, {}, {"housing@york.gov.uk"});
    refusing.councillors.kind = policy::CouncillorAccess::Kind::none;
    return std::make_shared<const policy::Terms>(refusing);
  }();
  york.pass(letter({"<cllr.ward@york.gov.uk>", "<housing@york.gov.uk>"}));
  const auto rows = york.notices();
  REQUIRE(rows.size() == 1);
  CHECK(holds(rows[0].header, "did not reach everyone"));
  CHECK(holds(rows[0].header, "- cllr.ward@york.gov.uk\r\n"));
  CHECK(holds(rows[0].header, "- housing@york.gov.uk\r\n"));  // whom they can write to
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients[0].status == db::KeptStatus::refused);
}

TEST_CASE("a refusal that SMTP itself says needs no notice", "[milter][notices]") {
  Reminding york(reminding(terms(Action::reject, {}, {"housing@york.gov.uk"})));
  york.pass(letter({"<tax@york.gov.uk>"}));
  york.pass_again(letter({"<tax@york.gov.uk>", "<housing@york.gov.uk>"}));  // refused at RCPT
  CHECK(york.outbox().empty());
}

TEST_CASE("what a customer wrote does not reach a notice", "[milter][notices][A5]") {
  Reminding york;
  Letter hostile = letter({"<tax@york.gov.uk>"});
  hostile.header[1].value = " \"Evil\n\tBcc: x@y.test {{council}}\" <alex@example.org>";
  hostile.header[2].value = " <evil@id>\n Bcc: x@y.test";
  hostile.header.push_back({"Subject", " Evil\n\tBcc: x@y.test"});
  york.pass(hostile);
  const auto rows = york.notices();
  REQUIRE(rows.size() == 1);
  for (const char* part : {"Evil", "evil", "Bcc", "In-Reply-To"}) CHECK_FALSE(holds(rows[0].header, part));
}

TEST_CASE("a template that cannot be filled in costs the notice, not the message", "[milter][notices]") {
  Reminding york;
  york.config.notice_templates.reminder.html.text = "{{#whom}}";
  CHECK(york.pass(letter({"<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted"});
  CHECK(york.outbox().empty());
}
