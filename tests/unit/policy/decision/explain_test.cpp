// A decision in words, and what the customer's server would be told.
#include "policy/decision/explain.hpp"

#include <catch2/catch.hpp>

#include "policy/decision/refusal.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using Texts = std::vector<std::string>;

namespace {

std::string told(const Message& message, const Log& log) {
  return why(decisions(message, log).front(), log.council);
}

Texts replied(const Message& message, const Log& log, bool can_refuse = true) {
  return replies(message, *log.snapshot(), Usage{}, Path{can_refuse}, kNow);
}

Log rejecting() {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"},
                terms(Action::reject, {"m@york.gov.uk"}, {"housing@york.gov.uk"}));
  return log;
}

const std::string kRefused = "550 5.7.1 Your contact is restricted. Please write to m@york.gov.uk.";

Decision bare(Action action, Rule rule) {
  Decision decision{.recipient = address("tax@york.gov.uk")};
  decision.action = action;
  decision.rule = rule;
  decision.restriction = "RCC-2026-0001";
  return decision;
}

}  // namespace

TEST_CASE("each rule is told in a sentence", "[policy][explain]") {
  Log log = rejecting();
  log.protects("foi@york.gov.uk").councillor({"cllr.ward@york.gov.uk"}).councillor({"cllr.other@york.gov.uk"});
  log.choice("cllr.ward@york.gov.uk", {"alex@example.org"}, Action::junk);
  const auto to = [&](const char* recipient) { return told(mail("alex@example.org", {recipient}), log); };
  const std::string met = " (met by envelope alex@example.org): ";
  CHECK(to("tax@york.gov.uk") == "The customer's contact is restricted under RCC-2026-0001" + met + "it is refused.");
  CHECK(to("friend@example.org") == "The recipient is no address of City of York Council" + met + "it is delivered.");
  CHECK(to("foi@york.gov.uk") == "The recipient is protected: nothing may block it" + met + "it is delivered.");
  CHECK(to("housing@york.gov.uk") ==
        "The customer may write to this recipient under RCC-2026-0001" + met + "it is delivered.");
  CHECK(to("cllr.other@york.gov.uk") ==
        "The customer may write to this councillor under RCC-2026-0001" + met + "it is delivered.");
  CHECK(to("cllr.ward@york.gov.uk") == "Councillor cllr.ward@york.gov.uk made a choice about mail from this customer" +
                                           met + "it is delivered, marked as junk.");
  CHECK(told(mail("sam@example.org", {"tax@york.gov.uk"}), log) ==
        "No restriction and no councillor's choice concerns this recipient: it is delivered.");
}

TEST_CASE("where mail goes instead is told", "[policy][explain]") {
  Log log;
  log.councillor({"cllr.ward@york.gov.uk"});
  log.restricts("RCC-2026-0001", {"alex@example.org"},
                with_councillors(terms(Action::forward, {"m@york.gov.uk", "n@york.gov.uk"}),
                                 CouncillorAccess::Kind::alternative, {"democracy@york.gov.uk"}));
  CHECK(told(mail("alex@example.org", {"tax@york.gov.uk"}), log) ==
        "The customer's contact is restricted under RCC-2026-0001 (met by envelope alex@example.org): it is forwarded "
        "to m@york.gov.uk, n@york.gov.uk.");
  CHECK(told(mail("alex@example.org", {"cllr.ward@york.gov.uk"}), log) ==
        "Mail for councillors goes another way under RCC-2026-0001 (met by envelope alex@example.org): it is forwarded "
        "to democracy@york.gov.uk.");
}

TEST_CASE("that Reply-To alone softened a refusal is told", "[policy][explain]") {
  const Message form = with(mail("form@site.test", {"tax@york.gov.uk"}), IdentityKind::reply_to, "alex@example.org");
  CHECK(told(form, rejecting()) ==
        "The customer's contact is restricted under RCC-2026-0001 (met by reply-to alex@example.org); only Reply-To "
        "matched, and that alone never refuses: it is forwarded to m@york.gov.uk.");
}

TEST_CASE("that a lenient reading alone softened a refusal is told", "[policy][explain]") {
  const Message found =
      with_doubtful(mail("other@site.test", {"tax@york.gov.uk"}), IdentityKind::from, "alex@example.org");
  CHECK(told(found, rejecting()) ==
        "The customer's contact is restricted under RCC-2026-0001 (met by from alex@example.org); only a lenient "
        "reading finds that address there, and that alone never refuses: it is forwarded to m@york.gov.uk.");
}

TEST_CASE("hours, volumes, holding and keeping have their words", "[policy][explain]") {
  CHECK(why(bare(Action::hold, Rule::outside_hours), york()) ==
        "It is outside the hours of contact under RCC-2026-0001: it is held until the hours of contact open.");
  CHECK(why(bare(Action::quarantine, Rule::beyond_volume), york()) ==
        "The volume of contact is used up under RCC-2026-0001: it is kept in the quarantine.");
  Decision without = bare(Action::junk, Rule::councillor_choice);
  without.restriction.reset();
  CHECK(why(without, york()) ==
        "A councillor made a choice about mail from this customer: it is delivered, marked as junk.");
  without.rule = Rule::restricted;
  CHECK(why(without, york()) ==
        "The customer's contact is restricted under no restriction: it is delivered, marked as junk.");
}

TEST_CASE("a refusal that the envelope decides is said at RCPT, to that recipient alone", "[policy][explain]") {
  CHECK(replied(mail("alex@example.org", {"tax@york.gov.uk", "housing@york.gov.uk"}), rejecting()) ==
        Texts{kRefused, "250"});
  CHECK(replied(mail("sam@example.org", {"tax@york.gov.uk", "housing@york.gov.uk"}), rejecting()) ==
        Texts{"250", "250"});
}

TEST_CASE("a refusal that the header decides is said at the end, when nobody is left", "[policy][explain]") {
  const Message all =
      with(mail("x@other.test", {"tax@york.gov.uk", "parks@york.gov.uk"}), IdentityKind::from, "alex@example.org");
  CHECK(replied(all, rejecting()) == Texts{kRefused, kRefused});
  const Message mixed =
      with(mail("x@other.test", {"tax@york.gov.uk", "housing@york.gov.uk"}), IdentityKind::from, "alex@example.org");
  CHECK(replied(mixed, rejecting()) == Texts{"250", "250"});
}

TEST_CASE("what was refused at RCPT keeps its own words when the rest is refused at the end", "[policy][explain]") {
  Log log = rejecting();
  Terms own = terms(Action::reject);
  own.reply = "Not here.";
  log.restricts("RCC-2026-0002", {"sam@example.net"}, own);
  const Message message =
      with(mail("alex@example.org", {"tax@york.gov.uk", "housing@york.gov.uk"}), IdentityKind::from, "sam@example.net");
  CHECK(replied(message, log) == Texts{kRefused, "550 5.7.1 Not here."});
}

TEST_CASE("where the path cannot refuse, everybody is told 250", "[policy][explain]") {
  CHECK(replied(mail("alex@example.org", {"tax@york.gov.uk"}), rejecting(), false) == Texts{"250"});
  CHECK(replied(mail("alex@example.org", {}), rejecting()).empty());
}

TEST_CASE("the words of a refusal name a contact, and never a reason", "[policy][refusal]") {
  Council council = york();
  CHECK(refusal_text("", addresses({"a@york.gov.uk", "b@york.gov.uk"}), council) ==
        "Your contact is restricted. Please write to a@york.gov.uk.");
  CHECK(refusal_text("", {}, council) == "Your contact is restricted. Please write to complaints@york.gov.uk.");
  council.representations.clear();
  CHECK(refusal_text("", {}, council) == "Your contact is restricted. Please write to postmaster@york.gov.uk.");
  council.domains.clear();
  CHECK(refusal_text("", {}, council) == "Your contact is restricted. Please write to postmaster@localhost.");
  CHECK(refusal_text("Own {contact}.", {}, council) == "Own {contact}.");
  council.reply = "{contact}, or {contact}";
  CHECK(refusal_text("", addresses({"a@york.gov.uk"}), council) == "a@york.gov.uk, or a@york.gov.uk");
  council.reply = "Please do not write.";
  CHECK(refusal_text("", addresses({"a@york.gov.uk"}), council) == "Please do not write.");
}
