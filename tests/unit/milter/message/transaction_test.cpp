// One message through a transaction: the worked examples, and what is refused, kept or passed on the way (decision.md
// 5).
#include "milter/message/transaction.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using milter::Reply;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

/// The restriction, councillors and protected address of decision.md 8.
void set_up(Gateway& york) {
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded())
      .councillor("cllr.ward@york.gov.uk")
      .councillor("cllr.other@york.gov.uk")
      .chooses("cllr.ward@york.gov.uk", "alex@example.org", Action::junk)
      .protects("foi@york.gov.uk");
}

bool passed(const Answered& answered) {
  return answered.last == milter::proceed() || answered.last == milter::accept();
}

}  // namespace

TEST_CASE("worked example: a restricted sender's message is forwarded in place", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  CHECK(york.pass(addressed_to({"<planning@york.gov.uk>"}, "Alex+x@Example.ORG")).last == milter::proceed());
  CHECK(york.mta.edits ==
        Lines{"insert X-Postern-Action: forward; restriction=RCC-2026-0001; original-recipient=planning@york.gov.uk",
              "add m.manager@york.gov.uk", "sender restricted-contact@york.gov.uk", "delete <planning@york.gov.uk>"});
  CHECK(york.event_lines() == Lines{"planning@york.gov.uk forward restricted"});
  CHECK(york.files.whole.empty());
}

TEST_CASE("worked example: a permitted contact and a protected address get it as it is", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  CHECK(passed(york.pass(addressed_to({"<housing@york.gov.uk>", "<foi@york.gov.uk>"}))));
  CHECK(york.mta.edits.empty());
  CHECK(york.event_lines() ==
        Lines{"housing@york.gov.uk deliver permitted-contact", "foi@york.gov.uk deliver protected"});
}

TEST_CASE("worked example: mixed company gets what is right for each", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  CHECK(york.pass(addressed_to({"<cllr.other@york.gov.uk>", "<cllr.ward@york.gov.uk>", "<tax@york.gov.uk>",
                                "<parks@york.gov.uk>"}))
            .last == milter::proceed());
  CHECK(york.mta.edits ==
        Lines{"delete <cllr.ward@york.gov.uk>", "delete <tax@york.gov.uk>", "delete <parks@york.gov.uk>"});
  const auto rows = york.outbox();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].recipients == Lines{"cllr.ward@york.gov.uk"});
  CHECK(rows[0].header.find("X-Postern-Junk: yes\r\n") != std::string::npos);
  CHECK(rows[0].header.find("X-Postern-Action") == std::string::npos);
  CHECK(rows[1].recipients == Lines{"m.manager@york.gov.uk"});
  CHECK(rows[1].header.find("original-recipient=tax@york.gov.uk, parks@york.gov.uk\r\n") != std::string::npos);
  for (const auto& row : rows) {
    CHECK(row.state == db::OutboxState::ready);
    CHECK(row.mail_from == "restricted-contact@york.gov.uk");
    CHECK(row.header.starts_with("Received: from mx.example.org ([192.0.2.9])"));
  }
  CHECK(york.woken == 1);
  REQUIRE(york.files.whole.size() == 1);
  CHECK(york.files.whole.begin()->second == "From: alex@example.org\r\nMessage-ID: <one@example.org>\r\n\r\nHello\r\n");
}

TEST_CASE("worked example: a match in the header alone counts, one in a display name does not",
          "[milter][transaction]") {
  Gateway york;
  set_up(york);
  Letter from = addressed_to({"<tax@york.gov.uk>"}, "x@other.test");
  from.header[0].value = " Alex <alex@example.org>";
  CHECK(york.pass(from).last == milter::proceed());
  REQUIRE(york.events().size() == 1);
  CHECK(york.events()[0].identity == "from");
  CHECK(york.mta.edits.back() == "delete <tax@york.gov.uk>");
  Letter name = addressed_to({"<tax@york.gov.uk>"}, "someone@other.test");
  name.header[0].value = " \"alex@example.org\" <someone@other.test>";
  CHECK(york.pass_again(name).last == milter::accept());
  CHECK(york.mta.edits.empty());
  CHECK(york.events().size() == 1);
}

TEST_CASE("a message that matches nothing touches neither store nor files", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  york.log.fails = true;
  york.files.at_begin = mail::KeepFault::failed;
  CHECK(york.pass(addressed_to({"<tax@york.gov.uk>"}, "sam@x.test")).last == milter::accept());
  CHECK(york.pass(addressed_to({"<tax@york.gov.uk>"}, "")).last == milter::accept());
  Letter bare = addressed_to({"<tax@york.gov.uk>"}, "sam@x.test");
  bare.header.clear();
  CHECK(york.pass(bare).last == milter::accept());
  CHECK(york.journal.empty());
}

TEST_CASE("a refusal that the envelope alone decides is given at RCPT, and recorded before", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject, {"m.manager@york.gov.uk"}));
  const Answered answered = york.pass(addressed_to({"<tax@york.gov.uk>", "<m.manager@york.gov.uk>", "<x@other.test>"}));
  REQUIRE(answered.recipients.size() == 3);
  CHECK(answered.recipients[0].kind == Reply::Kind::reject);
  CHECK(answered.recipients[0].code == "550");
  CHECK(answered.recipients[0].enhanced == "5.7.1");
  CHECK(answered.recipients[0].text.find("m.manager@york.gov.uk") != std::string::npos);
  CHECK(answered.recipients[1] == milter::proceed());
  CHECK(answered.recipients[2] == milter::proceed());
  CHECK(york.event_lines().front() == "tax@york.gov.uk reject restricted refused-at-rcpt");
  CHECK(york.events().size() == 3);
  CHECK(york.mta.edits.empty());
}

TEST_CASE("what the header may still soften is not refused at RCPT", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject, {"m.manager@york.gov.uk"}))
      .restricts("RCC-2026-0002", "kim@x.test", terms(Action::reject))
      .councillor("cllr.ward@york.gov.uk")
      .chooses("cllr.ward@york.gov.uk", "somebody@else.test", Action::junk);
  york.rules.restrictions[0].terms = [] {
    auto none = terms(Action::reject, {"m.manager@york.gov.uk"});
    none.councillors.kind = policy::CouncillorAccess::Kind::none;
    return std::make_shared<const policy::Terms>(none);
  }();
  const Answered answered = york.pass(addressed_to({"<cllr.ward@york.gov.uk>"}));
  CHECK(answered.recipients[0] == milter::proceed());
  CHECK(answered.last.kind == Reply::Kind::reject);
  CHECK(answered.last.enhanced == "5.7.1");
  CHECK(york.event_lines() == Lines{"cllr.ward@york.gov.uk reject restricted"});
  // With an identity in the header about which the councillor did choose, the choice wins.
  Letter both = addressed_to({"<cllr.ward@york.gov.uk>"});
  both.header.push_back({"Sender", " somebody@else.test"});
  CHECK(york.pass_again(both).last == milter::proceed());
  CHECK(york.mta.edits.front().starts_with("insert "));
}

TEST_CASE("a refusal found in the header alone comes at the end of the message", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  Letter hidden = addressed_to({"<tax@york.gov.uk>", "<parks@york.gov.uk>"}, "x@other.test");
  hidden.header[0].value = " alex@example.org";
  const Answered answered = york.pass(hidden);
  CHECK(answered.recipients == std::vector<Reply>{milter::proceed(), milter::proceed()});
  CHECK(answered.last.kind == Reply::Kind::reject);
  CHECK(york.files.whole.empty());
  CHECK(york.events().size() == 2);
}

TEST_CASE("refused in mixed company: the others get it, and the copy is kept as refused", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject)).protects("foi@york.gov.uk");
  Letter hidden = addressed_to({"<tax@york.gov.uk>", "<foi@york.gov.uk>"}, "x@other.test");
  hidden.header[0].value = " alex@example.org";
  CHECK(york.pass(hidden).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"delete <tax@york.gov.uk>"});
  REQUIRE(york.kept().size() == 1);
  REQUIRE(york.kept()[0].recipients.size() == 1);
  CHECK(york.kept()[0].recipients[0].status == db::KeptStatus::refused);
  CHECK(york.kept()[0].recipients[0].recipient == "<tax@york.gov.uk>");
}

TEST_CASE("a match by Reply-To alone is never refused", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject, {"m.manager@york.gov.uk"}))
      .restricts("RCC-2026-0002", "kim@x.test", terms(Action::reject));
  Letter form = addressed_to({"<tax@york.gov.uk>"}, "form@writetothem.test");
  form.header.push_back({"Reply-To", " alex@example.org"});
  CHECK(york.pass(form).last == milter::proceed());
  CHECK(york.mta.edits.back() == "delete <tax@york.gov.uk>");
  form.header.back().value = " kim@x.test";
  CHECK(york.pass_again(form).last == milter::discard());
  CHECK(york.kept().size() == 1);
}

TEST_CASE("all kept is bytes, rows and DISCARD, and no recipient is deleted", "[milter][transaction][D9]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine));
  CHECK(york.pass(addressed_to({"<tax@york.gov.uk>", "<parks@york.gov.uk>"})).last == milter::discard());
  CHECK(york.mta.edits.empty());
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients.size() == 2);
  CHECK(york.kept()[0].message.queue_id == "Q1");
  CHECK(york.kept()[0].message.mail_from == "<alex@example.org>");
  CHECK(york.files.whole.contains(york.kept()[0].message.id));
}

TEST_CASE("a path that cannot refuse keeps instead", "[milter][transaction][D8]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  Letter local = addressed_to({"<tax@york.gov.uk>"});
  SECTION("mail submitted without SMTP") {
    local.by_smtp = false;
  }
  SECTION("mail that a program of this host submitted by SMTP") {
    local.by_msp = true;
  }
  SECTION("behind another MX") {
    york.config.milter.at_border = false;
  }
  const Answered answered = york.pass(local);
  CHECK(answered.recipients == std::vector<Reply>{milter::proceed()});
  CHECK(answered.last == milter::discard());
  CHECK(york.kept().size() == 1);
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk quarantine restricted"});
}

TEST_CASE("authenticated users and exempt clients are not looked at", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  Letter sent = addressed_to({"<tax@york.gov.uk>"});
  SECTION("authenticated") {
    sent.authenticated = true;
    CHECK(york.pass(sent).last == milter::accept());
    york.config.match.exempt_authenticated = false;
    CHECK(york.pass(sent).recipients[0].kind == Reply::Kind::reject);
  }
  SECTION("a client of an exempt network") {
    york.config.match.exempt_clients = {{"192.0.2.0/24", {192, 0, 2, 0}, 24}};
    CHECK(york.pass(sent).last == milter::accept());
    york.connection.address = {192, 0, 3, 9};
    CHECK(york.pass(sent).recipients[0].kind == Reply::Kind::reject);
  }
  CHECK(york.events().size() == 1);
}

TEST_CASE("an envelope that is not among the identities looked at decides nothing", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  york.config.match.identities = {policy::IdentityKind::from};
  Letter sent = addressed_to({"<tax@york.gov.uk>"});
  sent.header[0].value = " sam@x.test";
  CHECK(york.pass(sent).last == milter::accept());
}

TEST_CASE("observing records all and changes nothing but forged fields", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  york.restricts("RCC-2026-0002", "kim@x.test", terms(Action::reject));
  york.config.enforcement = conf::Enforcement::observe;
  Letter sent = addressed_to({"<tax@york.gov.uk>"}, "kim@x.test");
  CHECK(york.pass(sent).last == milter::proceed());
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk reject restricted observed"});
  CHECK(york.mta.edits.empty());
  sent.header.push_back({"X-Postern-Junk", " no"});
  CHECK(york.pass_again(sent).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"remove X-Postern-Junk 1"});
  CHECK(york.files.whole.empty());
  SECTION("what cannot be recorded passes too") {
    york.log.fails = true;
    CHECK(york.pass_again(addressed_to({"<tax@york.gov.uk>"})).last == milter::proceed());
  }
  SECTION("a header over the limits passes, and is decided by what could be read") {
    york.config.limits.header = 10;
    CHECK(passed(york.pass_again(sent)));
  }
}

TEST_CASE("a header over the limits is refused, restricted or not", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  Letter sent = addressed_to({"<tax@york.gov.uk>"}, "sam@x.test");
  SECTION("too many bytes") {
    york.config.limits.header = 20;
  }
  SECTION("too many identities") {
    york.config.limits.identities = 1;
  }
  SECTION("groups nested too deep") {
    for (int i = 0; i < 101; ++i) sent.header[0].value += " g:";
  }
  sent.header.push_back({"From", " lee@x.test"});
  CHECK(york.pass(sent).last == milter::header_over_limits());
  CHECK(york.journal.empty());
}

TEST_CASE("recipients above the limit are put off, one by one", "[milter][transaction]") {
  Gateway york;
  york.config.limits.recipients = 2;
  const Answered answered = york.pass(addressed_to({"<a@york.gov.uk>", "<b@york.gov.uk>", "<c@york.gov.uk>"}));
  CHECK(answered.recipients == std::vector<Reply>{milter::proceed(), milter::proceed(), milter::too_many_recipients()});
}

TEST_CASE("a recipient without a domain is the council's", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine));
  CHECK(passed(york.pass(addressed_to({"<postmaster>"}))));
  CHECK(york.event_lines() == Lines{"postmaster@york.gov.uk deliver protected"});
  Letter local = addressed_to({"<tax>", "tax2", "<\xFF\x01>"});
  local.by_smtp = false;
  CHECK(york.pass_again(local).last == milter::discard());
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients.size() == 3);
}

TEST_CASE("a recipient that nobody can read is refused, since nobody could take it off", "[milter][transaction][D3]") {
  Gateway york;
  set_up(york);
  const milter::Reply refused = milter::unreadable_recipient();
  for (const char* raw : {"<<tax@york.gov.uk>>", "<tax@york.gov.uk;>", "<T:tax@york.gov.uk;>", "<tax@york.gov.uk(>",
                          "< <tax@york.gov.uk> >", "<@a.test:<tax@york.gov.uk>>", "<,tax>", "<tax<>x@york.gov.uk>"}) {
    CAPTURE(raw);
    Letter made = addressed_to({raw, "<parks@york.gov.uk>"});
    CHECK(york.pass(made).recipients == std::vector{refused, milter::proceed()});
    made.by_smtp = false;
    CHECK(york.pass(made).recipients.front() == milter::proceed());
    made.by_smtp = true;
    made.by_msp = true;
    CHECK(york.pass(made).recipients.front() == refused);
    made.authenticated = true;
    CHECK(york.pass(made).recipients.front() == milter::proceed());
  }
  for (const char* raw : {"tax@york.gov.uk", "<\"a b\"@york.gov.uk>", "<@a.test:tax@york.gov.uk>",
                          "<tax (c) @york.gov.uk>", "<postmaster>", "<\"a,b\"@york.gov.uk>", "<a%n%s%d@york.gov.uk>"}) {
    CAPTURE(raw);
    CHECK(york.pass(addressed_to({raw})).recipients.front() == milter::proceed());
  }
  for (const char* raw : {"<tax@[192.0.2.1]>", "<\"tax@york.gov.uk\">"}) {  // in doubt: nothing to who matches nothing
    CAPTURE(raw);
    CHECK(york.pass(addressed_to({raw})).recipients.front() == refused);
    CHECK(york.pass(addressed_to({raw}, "sam@other.test")).recipients.front() == milter::proceed());
  }
  york.config.enforcement = conf::Enforcement::observe;
  CHECK(york.pass(addressed_to({"<<tax@york.gov.uk>>"})).recipients.front() == milter::proceed());
}

TEST_CASE("two spellings of one recipient are decided once each and forwarded once", "[milter][transaction][M20]") {
  Gateway york;
  set_up(york);
  CHECK(york.pass(addressed_to({"<Tax@york.gov.uk>", "<tax+x@YORK.gov.uk>"})).last == milter::proceed());
  CHECK(std::count(york.mta.edits.begin(), york.mta.edits.end(), "add m.manager@york.gov.uk") == 1);
  CHECK(std::count(york.mta.edits.begin(), york.mta.edits.end(), "delete <Tax@york.gov.uk>") == 1);
  CHECK(std::count(york.mta.edits.begin(), york.mta.edits.end(), "delete <tax+x@YORK.gov.uk>") == 1);
}

TEST_CASE("recipients are deleted with the bytes of RCPT", "[milter][transaction][D3]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  york.pass(addressed_to({"<\"First Last\"@York.gov.uk>", "<USER@york.gov.uk.>", "<@relay.test:b@york.gov.uk>"}));
  const Lines expected{"delete <\"First Last\"@York.gov.uk>", "delete <USER@york.gov.uk.>",
                       "delete <@relay.test:b@york.gov.uk>", "delete <b@york.gov.uk>"};
  REQUIRE(york.mta.edits.size() > 4);
  CHECK(Lines(york.mta.edits.end() - 4, york.mta.edits.end()) == expected);
}

TEST_CASE("a delivery report is not held to domains, but to addresses in its header", "[milter][transaction]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "@example.org", terms(Action::quarantine))
      .restricts("RCC-2026-0002", "alex@x.test", terms(Action::quarantine));
  Letter report = addressed_to({"<tax@york.gov.uk>"}, "");
  report.header[0].value = " mailer-daemon@example.org";
  report.header.push_back({"Content-Type", " multipart/report; report-type=delivery-status"});
  CHECK(york.pass(report).last == milter::accept());
  report.header.back().value = " text/plain";
  CHECK(york.pass(report).last == milter::discard());
  report.header.back().value = " multipart/report";
  report.header[0].value = " alex@x.test";
  CHECK(york.pass(report).last == milter::discard());
}

TEST_CASE("who was authenticated is in the event", "[milter][transaction]") {
  Gateway york;
  set_up(york);
  york.config.authserv_ids = {"mx.york.gov.uk"};
  Letter sent = addressed_to({"<tax@york.gov.uk>"});
  york.pass(sent);
  sent.header.insert(sent.header.begin(),
                     {"Authentication-Results", " mx.york.gov.uk; spf=pass smtp.mailfrom=example.org"});
  york.pass(sent);
  REQUIRE(york.events().size() == 2);
  CHECK_FALSE(york.events()[0].authenticated);
  CHECK(york.events()[1].authenticated);
  CHECK(york.events()[1].client == "192.0.2.9");
  CHECK(york.events()[1].helo == "mx.example.org");
  CHECK(york.events()[1].message_id == "<one@example.org>");
}
