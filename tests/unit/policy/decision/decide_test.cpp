// One recipient under one restriction: every row of decision.md 3, each with its negative twin, and what a message's
// identities mean (decision.md 2).
#include "policy/decision/decide.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using Access = CouncillorAccess::Kind;

namespace {

const std::string kSender = "alex@example.org";
const std::string kOnly = "RCC-2026-0001";

/// RCC-2026-0001 of alex@example.org with these terms; cllr.ward@ and cllr.other@ are councillors, foi@ is protected.
Log alex_under(Terms terms) {
  Log log;
  log.restricts(kOnly, {kSender}, std::move(terms)).councillor({"cllr.ward@york.gov.uk", "ward@york.gov.uk"});
  log.councillor({"cllr.other@york.gov.uk"}).protects("foi@york.gov.uk");
  return log;
}

std::string to(const std::string& recipient, const Log& log) {
  return decided(mail(kSender, {recipient}), log);
}

const Terms kForward = terms(Action::forward, {"m.manager@york.gov.uk"}, {"housing@york.gov.uk"});

}  // namespace

TEST_CASE("a message that matches nothing is delivered as unrestricted", "[policy][decide]") {
  CHECK(decided(mail("sam@example.org", {"tax@york.gov.uk"}), alex_under(kForward)) == "deliver unrestricted");
  CHECK(decided(mail("", {"tax@york.gov.uk"}), alex_under(kForward)) == "deliver unrestricted");
  CHECK(decided(mail("sam@example.org", {"foi@york.gov.uk"}), alex_under(kForward)) == "deliver unrestricted");
  CHECK(decided(mail("sam@example.org", {"sam@elsewhere.test"}), alex_under(kForward)) == "deliver unrestricted");
  CHECK(decided(mail(kSender, {"tax@york.gov.uk"}), Log()) == "deliver unrestricted");
}

TEST_CASE("row 1: a recipient outside the council is nobody's business", "[policy][decide]") {
  const Log log = alex_under(terms(Action::reject));
  CHECK(to("friend@example.org", log) == "deliver outside-council RCC-2026-0001");
  CHECK(to("tax@york.gov.uk", log) == "reject restricted RCC-2026-0001");
}

TEST_CASE("row 2: a protected recipient is never blocked", "[policy][decide]") {
  const Log log = alex_under(terms(Action::reject));
  CHECK(to("FOI+case7@york.gov.uk", log) == "deliver protected RCC-2026-0001");
  CHECK(to("postmaster@sub.york.gov.uk", log) == "deliver protected RCC-2026-0001");
  CHECK(to("complaints@york.gov.uk", log) == "deliver protected RCC-2026-0001");
  CHECK(to("foi2@york.gov.uk", log) == "reject restricted RCC-2026-0001");
}

TEST_CASE("row 3: a councillor's own choice, for that councillor only", "[policy][decide]") {
  for (const Action action : {Action::junk, Action::quarantine, Action::reject}) {
    Log log = alex_under(kForward);
    log.choice("cllr.ward@york.gov.uk", {kSender}, action);
    const std::string chosen = std::string(to_text(action)) + " councillor-choice of cllr.ward@york.gov.uk";
    CHECK(to("cllr.ward@york.gov.uk", log) == chosen);
    CHECK(to("Ward+inbox@york.gov.uk", log) == chosen);
    CHECK(to("cllr.other@york.gov.uk", log) == "deliver councillor-access RCC-2026-0001");
    CHECK(to("tax@york.gov.uk", log) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  }
}

TEST_CASE("row 3: a choice may forward; to the councillor's own mailbox it delivers", "[policy][decide]") {
  Log log = alex_under(kForward);
  log.choice("cllr.ward@york.gov.uk", {kSender}, Action::forward, "office@york.gov.uk");
  CHECK(to("cllr.ward@york.gov.uk", log) == "forward councillor-choice to office@york.gov.uk of cllr.ward@york.gov.uk");
  Log own = alex_under(kForward);
  own.choice("cllr.ward@york.gov.uk", {kSender}, Action::forward, "Cllr.Ward+low@york.gov.uk");
  CHECK(to("cllr.ward@york.gov.uk", own) == "deliver councillor-choice of cllr.ward@york.gov.uk");
  CHECK(to("ward@york.gov.uk", own) == "forward councillor-choice to cllr.ward@york.gov.uk of cllr.ward@york.gov.uk");
}

TEST_CASE("row 3: without a restriction the choice still stands, and nobody else is touched", "[policy][decide]") {
  Log log;
  log.councillor({"cllr.ward@york.gov.uk"}).choice("cllr.ward@york.gov.uk", {kSender, "@alex.example"}, Action::junk);
  log.protects("foi@york.gov.uk");
  CHECK(to("cllr.ward@york.gov.uk", log) == "junk councillor-choice of cllr.ward@york.gov.uk");
  CHECK(decided(mail("any@alex.example", {"cllr.ward@york.gov.uk"}), log) ==
        "junk councillor-choice of cllr.ward@york.gov.uk");
  CHECK(to("tax@york.gov.uk", log) == "deliver unrestricted");
  CHECK(to("foi@york.gov.uk", log) == "deliver unrestricted");
  CHECK(to("friend@elsewhere.test", log) == "deliver unrestricted");
  CHECK(decided(mail("sam@example.org", {"cllr.ward@york.gov.uk"}), log) == "deliver unrestricted");
}

TEST_CASE("row 2 comes before row 3: a protected councillor's address is delivered", "[policy][decide]") {
  Log log = alex_under(kForward);
  log.choice("cllr.ward@york.gov.uk", {kSender}, Action::reject).protects("cllr.ward@york.gov.uk");
  CHECK(to("cllr.ward@york.gov.uk", log) == "deliver protected RCC-2026-0001");
  CHECK(to("ward@york.gov.uk", log) == "reject councillor-choice of cllr.ward@york.gov.uk");
}

TEST_CASE("row 4: councillors all, or not yet decided, are delivered", "[policy][decide]") {
  for (const Access kind : {Access::all, Access::undecided}) {
    const Log log = alex_under(with_councillors(terms(Action::reject), kind));
    CHECK(to("cllr.ward@york.gov.uk", log) == "deliver councillor-access RCC-2026-0001");
    CHECK(to("tax@york.gov.uk", log) == "reject restricted RCC-2026-0001");
  }
}

TEST_CASE("row 4: councillors only those listed, by any of their addresses", "[policy][decide]") {
  const Log log = alex_under(with_councillors(terms(Action::reject), Access::only, {"cllr.ward@york.gov.uk"}));
  CHECK(to("cllr.ward@york.gov.uk", log) == "deliver councillor-access RCC-2026-0001");
  CHECK(to("ward@york.gov.uk", log) == "deliver councillor-access RCC-2026-0001");
  CHECK(to("cllr.other@york.gov.uk", log) == "reject restricted RCC-2026-0001");
}

TEST_CASE("row 4: councillors none falls through to the rows below", "[policy][decide]") {
  const Log log = alex_under(with_councillors(terms(Action::reject, {}, {"cllr.other@york.gov.uk"}), Access::none));
  CHECK(to("cllr.ward@york.gov.uk", log) == "reject restricted RCC-2026-0001");
  CHECK(to("cllr.other@york.gov.uk", log) == "deliver permitted-contact RCC-2026-0001");
}

TEST_CASE("row 4: an alternative address receives what is meant for councillors", "[policy][decide]") {
  const Log log = alex_under(with_councillors(terms(Action::reject), Access::alternative, {"democracy@york.gov.uk"}));
  CHECK(to("cllr.ward@york.gov.uk", log) == "forward councillor-access RCC-2026-0001 to democracy@york.gov.uk");
  CHECK(to("democracy@york.gov.uk", log) == "reject restricted RCC-2026-0001");
  const Log own = alex_under(with_councillors(terms(Action::reject), Access::alternative, {"ward@york.gov.uk"}));
  CHECK(to("ward@york.gov.uk", own) == "deliver councillor-access RCC-2026-0001");
  CHECK(to("cllr.ward@york.gov.uk", own) == "forward councillor-access RCC-2026-0001 to ward@york.gov.uk");
  const Log nowhere = alex_under(with_councillors(terms(Action::reject), Access::alternative));
  CHECK(to("cllr.ward@york.gov.uk", nowhere) == "deliver councillor-access RCC-2026-0001");
}

TEST_CASE("row 5: managers and contacts are permitted, and with contacts any everybody is", "[policy][decide]") {
  const Log log = alex_under(kForward);
  CHECK(to("housing@york.gov.uk", log) == "deliver permitted-contact RCC-2026-0001");
  CHECK(to("M.Manager+x@york.gov.uk", log) == "deliver permitted-contact RCC-2026-0001");
  CHECK(to("housing2@york.gov.uk", log) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  Terms any = terms(Action::reject);
  any.any_contact = true;
  CHECK(to("tax@york.gov.uk", alex_under(any)) == "deliver permitted-contact RCC-2026-0001");
}

TEST_CASE("row 6: anyone else meets the restriction's action", "[policy][decide]") {
  CHECK(to("tax@york.gov.uk", alex_under(kForward)) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  for (const Action action : {Action::quarantine, Action::reject, Action::junk, Action::deliver}) {
    CHECK(to("tax@york.gov.uk", alex_under(terms(action, {"m.manager@york.gov.uk"}))) ==
          std::string(to_text(action)) + " restricted RCC-2026-0001");
  }
}

TEST_CASE("a forward goes to every manager", "[policy][decide]") {
  CHECK(to("tax@york.gov.uk", alex_under(terms(Action::forward, {"one@york.gov.uk", "two@york.gov.uk"}))) ==
        "forward restricted RCC-2026-0001 to one@york.gov.uk to two@york.gov.uk");
}

TEST_CASE("a forward without anybody to forward to is kept, never passed and never lost", "[policy][decide][D4]") {
  CHECK(to("tax@york.gov.uk", alex_under(terms(Action::forward))) == "quarantine restricted RCC-2026-0001");
}

TEST_CASE("a manager who is the recipient, or the customer, is no loop", "[policy][decide][D4]") {
  CHECK(to("m.manager@york.gov.uk", alex_under(kForward)) == "deliver permitted-contact RCC-2026-0001");
  CHECK(decided(mail("m.manager@york.gov.uk", {"tax@york.gov.uk"}), alex_under(kForward)) == "deliver unrestricted");
  Log self;
  self.restricts(kOnly, {"m.manager@york.gov.uk"}, kForward);
  CHECK(decided(mail("m.manager@york.gov.uk", {"tax@york.gov.uk"}), self) ==
        "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  CHECK(decided(mail("m.manager@york.gov.uk", {"m.manager@york.gov.uk"}), self) ==
        "deliver permitted-contact RCC-2026-0001");
}

TEST_CASE("a forward never names the recipient, whatever the managers are", "[policy][decide][D5]") {
  Log log;
  log.restricts("RCC-2026-0001", {kSender}, terms(Action::forward, {"one@york.gov.uk"}));
  log.restricts("RCC-2026-0002", {"one@york.gov.uk"}, terms(Action::forward, {"two@york.gov.uk"}));
  log.restricts("RCC-2026-0003", {"two@york.gov.uk"}, terms(Action::forward, {"one@york.gov.uk"}));
  for (const char* from : {"alex@example.org", "one@york.gov.uk", "two@york.gov.uk"}) {
    for (const char* recipient : {"one@york.gov.uk", "two@york.gov.uk", "tax@york.gov.uk"}) {
      const Decision decision = decisions(mail(from, {recipient}), log).front();
      INFO(in_words(decision));
      CHECK(std::find(decision.forward_to.begin(), decision.forward_to.end(), decision.recipient) ==
            decision.forward_to.end());
    }
  }
}

TEST_CASE("each kind of identity is met, and the decision says which", "[policy][decide]") {
  for (const IdentityKind kind : {IdentityKind::from, IdentityKind::sender, IdentityKind::reply_to,
                                  IdentityKind::resent_from, IdentityKind::resent_sender}) {
    const auto decision =
        decisions(with(mail("x@other.test", {"tax@york.gov.uk"}), kind, kSender), alex_under(kForward)).front();
    CHECK(in_words(decision) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
    CHECK(decision.matched == identity(kind, kSender));
  }
  CHECK_FALSE(decisions(mail("x@other.test", {"tax@york.gov.uk"}), alex_under(kForward)).front().matched.has_value());
}

TEST_CASE("of several identities that meet one restriction, the most specific is named, then the first",
          "[policy][decide]") {
  Log log;
  log.restricts(kOnly, {kSender, "@example.org", "a.second@example.net"}, kForward);
  Message message = mail("bounce@example.org", {"tax@york.gov.uk"});
  CHECK(decisions(message, log).front().matched == identity(IdentityKind::envelope, "bounce@example.org"));
  message = with(with(message, IdentityKind::from, kSender), IdentityKind::sender, "a.second@example.net");
  CHECK(decisions(message, log).front().matched == identity(IdentityKind::from, kSender));
}

TEST_CASE("Reply-To alone never refuses: it forwards where there is a manager", "[policy][decide]") {
  const Log log = alex_under(terms(Action::reject, {"m.manager@york.gov.uk"}));
  const Message form = with(mail("form@site.test", {"tax@york.gov.uk"}), IdentityKind::reply_to, kSender);
  CHECK(decided(form, log) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk softened");
  CHECK(decisions(form, log).front().reply.empty());
  CHECK(decided(with(form, IdentityKind::from, kSender), log) == "reject restricted RCC-2026-0001");
  CHECK(decided(with(form, IdentityKind::from, "other@site.test"), log) ==
        "forward restricted RCC-2026-0001 to m.manager@york.gov.uk softened");
}

TEST_CASE("Reply-To alone never refuses: without a manager it is kept", "[policy][decide]") {
  const Message form = with(mail("form@site.test", {"tax@york.gov.uk"}), IdentityKind::reply_to, kSender);
  CHECK(decided(form, alex_under(terms(Action::reject))) == "quarantine restricted RCC-2026-0001 softened");
  CHECK(decided(form, alex_under(terms(Action::quarantine))) == "quarantine restricted RCC-2026-0001");
  CHECK(decided(form, alex_under(terms(Action::junk))) == "junk restricted RCC-2026-0001");
}

TEST_CASE("a councillor's rejection is kept when only Reply-To matches", "[policy][decide]") {
  Log log;
  log.councillor({"cllr.ward@york.gov.uk"}).choice("cllr.ward@york.gov.uk", {kSender}, Action::reject);
  const Message form = with(mail("form@site.test", {"cllr.ward@york.gov.uk"}), IdentityKind::reply_to, kSender);
  CHECK(decided(form, log) == "quarantine councillor-choice of cllr.ward@york.gov.uk softened");
  CHECK(decided(with(form, IdentityKind::sender, kSender), log) == "reject councillor-choice of cllr.ward@york.gov.uk");
}

TEST_CASE("what only a lenient reading finds never refuses", "[policy][decide]") {
  const Message other = mail("other@site.test", {"tax@york.gov.uk"});
  for (const IdentityKind kind : {IdentityKind::envelope, IdentityKind::from, IdentityKind::sender}) {
    const Message found = with_doubtful(other, kind, kSender);
    CHECK(decided(found, alex_under(terms(Action::reject))) == "quarantine restricted RCC-2026-0001 softened");
    CHECK(decided(found, alex_under(terms(Action::reject, {"m.manager@york.gov.uk"}))) ==
          "forward restricted RCC-2026-0001 to m.manager@york.gov.uk softened");
    CHECK(decided(found, alex_under(terms(Action::junk))) == "junk restricted RCC-2026-0001");
    CHECK(decided(with(found, IdentityKind::from, kSender), alex_under(terms(Action::reject))) ==
          "reject restricted RCC-2026-0001");
    CHECK(decided(with(other, kind, kSender), alex_under(terms(Action::reject))) == "reject restricted RCC-2026-0001");
  }
}

TEST_CASE("Reply-To and a lenient reading together never refuse either", "[policy][decide]") {
  const Message form = with(mail("form@site.test", {"tax@york.gov.uk"}), IdentityKind::reply_to, kSender);
  const Message both = with_doubtful(form, IdentityKind::from, kSender);
  CHECK(decided(both, alex_under(terms(Action::reject))) == "quarantine restricted RCC-2026-0001 softened");
  Log log;
  log.councillor({"cllr.ward@york.gov.uk"}).choice("cllr.ward@york.gov.uk", {kSender}, Action::reject);
  const Message to_ward = mail("form@site.test", {"cllr.ward@york.gov.uk"});
  CHECK(decided(with_doubtful(to_ward, IdentityKind::from, kSender), log) ==
        "quarantine councillor-choice of cllr.ward@york.gov.uk softened");
  CHECK(decided(with(to_ward, IdentityKind::from, kSender), log) ==
        "reject councillor-choice of cllr.ward@york.gov.uk");
}

TEST_CASE("a delivery report is let in by domain entries, not by a full address", "[policy][decide]") {
  Log log;
  log.restricts(kOnly, {"@example.org", kSender}, kForward);
  log.councillor({"cllr.ward@york.gov.uk"}).choice("cllr.ward@york.gov.uk", {"@example.org"}, Action::junk);
  Message report = with(mail("", {"tax@york.gov.uk"}), IdentityKind::from, "mailer-daemon@example.org");
  CHECK(decided(report, log) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  report.delivery_report = true;
  CHECK(decided(report, log) == "deliver unrestricted");
  CHECK(decided(with(report, IdentityKind::reply_to, kSender), log) ==
        "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  report.recipients = {{"cllr.ward@york.gov.uk", address("cllr.ward@york.gov.uk")}};
  CHECK(decided(report, log) == "deliver unrestricted");
  report.delivery_report = false;
  CHECK(decided(report, log) == "junk councillor-choice of cllr.ward@york.gov.uk");
}

TEST_CASE("bounces of what the council sent come in, whoever they name", "[policy][decide]") {
  Log log = alex_under(terms(Action::reject));
  const Message bounce = with(mail("", {"restricted-contact@york.gov.uk"}), IdentityKind::from, kSender);
  CHECK(decided(bounce, log) == "deliver protected RCC-2026-0001");
  log.council.bounces.clear();
  CHECK(decided(bounce, log) == "reject restricted RCC-2026-0001");
}

TEST_CASE("a message without recipients, or without identities, is decided without harm", "[policy][decide]") {
  CHECK(decisions(mail(kSender, {}), alex_under(kForward)).empty());
  CHECK(decisions(mail("", {}), alex_under(kForward)).empty());
  CHECK(matches(mail("", {}), *alex_under(kForward).snapshot(), kNow).empty());
}

TEST_CASE("all matches are told: restrictions in the order of the identities, then choices", "[policy][decide]") {
  Log log = alex_under(kForward);
  log.restricts("RCC-2026-0002", {"@other.test"}, kForward).choice("cllr.ward@york.gov.uk", {kSender}, Action::junk);
  const auto snapshot = log.snapshot();
  const Message message = with(mail("x@other.test", {"tax@york.gov.uk"}), IdentityKind::from, kSender);
  const auto found = matches(message, *snapshot, kNow);
  REQUIRE(found.size() == 3);
  CHECK(found[0].restriction->reference == "RCC-2026-0002");
  CHECK(found[0].entry == "@other.test");
  CHECK(found[0].choice == nullptr);
  CHECK(found[1].restriction->reference == kOnly);
  CHECK(found[1].identity == identity(IdentityKind::from, kSender));
  CHECK(found[2].restriction == nullptr);
  CHECK(found[2].choice->councillor_address == address("cllr.ward@york.gov.uk"));
}

TEST_CASE("a refusal names whom to write to: the manager, else a contact, else representations", "[policy][decide]") {
  const auto reply = [](Terms terms) {
    return decisions(mail(kSender, {"tax@york.gov.uk"}), alex_under(std::move(terms))).front().reply;
  };
  CHECK(reply(terms(Action::reject, {"m.manager@york.gov.uk"}, {"housing@york.gov.uk"})) ==
        "Your contact is restricted. Please write to m.manager@york.gov.uk.");
  CHECK(reply(terms(Action::reject, {}, {"housing@york.gov.uk"})) ==
        "Your contact is restricted. Please write to housing@york.gov.uk.");
  CHECK(reply(terms(Action::reject)) == "Your contact is restricted. Please write to complaints@york.gov.uk.");
  Terms own = terms(Action::reject);
  own.reply = "Write to {contact} by letter.";
  CHECK(reply(own) == "Write to {contact} by letter.");
  CHECK(reply(terms(Action::quarantine)).empty());
}

TEST_CASE("a councillor's refusal names nobody's manager", "[policy][decide]") {
  Log log = alex_under(kForward);
  log.choice("cllr.ward@york.gov.uk", {kSender}, Action::reject);
  CHECK(decisions(mail(kSender, {"cllr.ward@york.gov.uk"}), log).front().reply ==
        "Your contact is restricted. Please write to complaints@york.gov.uk.");
}

TEST_CASE("a refusal is final at RCPT unless a councillor's own choice could soften it", "[policy][decide]") {
  Log log = alex_under(with_councillors(terms(Action::reject), Access::none));
  const auto final_for = [&](const std::string& recipient) {
    const auto snapshot = log.snapshot();
    return final_at_rcpt(decide(mail(kSender, {recipient}), *snapshot, Usage{}, kNow).front(), *snapshot);
  };
  CHECK(final_for("tax@york.gov.uk"));
  CHECK(final_for("cllr.ward@york.gov.uk"));
  CHECK_FALSE(final_for("foi@york.gov.uk"));
  log.choice("cllr.ward@york.gov.uk", {"sam@example.org"}, Action::junk);
  CHECK_FALSE(final_for("cllr.ward@york.gov.uk"));
  CHECK(final_for("cllr.other@york.gov.uk"));
  log.choice("cllr.ward@york.gov.uk", {kSender}, Action::reject);
  CHECK(final_for("cllr.ward@york.gov.uk"));
}
