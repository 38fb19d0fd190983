// Who is told what, and of which message (decision.md 6): each case beside the twin that gives no notice.
#include "policy/decision/reminder.hpp"

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

using Indexes = std::vector<std::size_t>;

Terms reminding(Terms terms) {
  terms.remind = true;
  return terms;
}

Terms forwarding() {
  return terms(Action::forward, {"m.manager@york.gov.uk"}, {"housing@york.gov.uk"});
}

/// What a message of `mail_from` gives rise to.
std::optional<DueNotice> due(const Log& log, const Message& message, std::string_view mail_from = "alex@example.org",
                             Path path = {}) {
  const auto snapshot = log.snapshot();
  const auto to = addressee(address(mail_from), message, *snapshot, kNow);
  if (!to) return std::nullopt;
  const auto decided = decide(message, *snapshot, {}, kNow);
  auto found = due_notice(*to, decided, plan(decided, path), {});
  if (found) found->to.terms = nullptr;  // the snapshot ends here
  return found;
}

}  // namespace

TEST_CASE("a forwarded, held or quarantined message reminds where the restriction says so", "[policy][reminder]") {
  const auto message = mail("alex@example.org", {"tax@york.gov.uk"});
  Log forwards;
  forwards.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(forwarding()));
  const auto forwarded = due(forwards, message);
  REQUIRE(forwarded);
  CHECK(forwarded->kind == NoticeKind::reminder);
  CHECK(forwarded->to.restriction == "RCC-2026-0001");
  CHECK(forwarded->to.address == address("alex@example.org"));
  CHECK(forwarded->forwarded);
  CHECK_FALSE(forwarded->kept);
  CHECK(forwarded->refused.empty());
  Log keeps;
  keeps.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(terms(Action::quarantine)));
  REQUIRE(due(keeps, message));
  CHECK(due(keeps, message)->kept);
  CHECK_FALSE(due(keeps, message)->forwarded);
  const Addressee to{address("alex@example.org"), "RCC-2026-0001", nullptr, {}};
  CanonicalTerms reminds;
  reminds.remind = true;
  Addressee held = to;
  held.terms = &reminds;
  Decision hold{.recipient = address("housing@york.gov.uk"), .action = Action::hold, .restriction = "RCC-2026-0001"};
  const std::vector<Decision> decisions{hold};
  REQUIRE(due_notice(held, decisions, plan(decisions, {}), {}));
  CHECK(due_notice(held, decisions, plan(decisions, {}), {})->held);
}

TEST_CASE("nobody is reminded where the restriction does not say so", "[policy][reminder]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, forwarding());
  CHECK_FALSE(due(log, mail("alex@example.org", {"tax@york.gov.uk"})));
}

TEST_CASE("what is delivered or junked reminds nobody", "[policy][reminder]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(forwarding()))
      .restricts("RCC-2026-0002", {"junk@example.org"}, reminding(terms(Action::junk)))
      .protects("foi@york.gov.uk");
  CHECK_FALSE(due(log, mail("alex@example.org", {"housing@york.gov.uk", "foi@york.gov.uk", "x@other.test"})));
  CHECK_FALSE(due(log, mail("junk@example.org", {"tax@york.gov.uk"}), "junk@example.org"));
  CHECK(due(log, mail("alex@example.org", {"housing@york.gov.uk", "tax@york.gov.uk"})));
}

TEST_CASE("a message refused as a whole needs no notice", "[policy][reminder]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(terms(Action::reject, {}, {"housing@york.gov.uk"})));
  CHECK_FALSE(due(log, mail("alex@example.org", {"tax@york.gov.uk", "parks@york.gov.uk"})));
}

TEST_CASE("who was refused in mixed company is named, remind or not", "[policy][reminder]") {
  Log log;
  Terms refusing = terms(Action::reject, {}, {"housing@york.gov.uk"});
  refusing.remind = GENERATE(false, true);
  log.restricts("RCC-2026-0001", {"alex@example.org"}, refusing);
  const auto notice =
      due(log, mail("alex@example.org", {"parks@york.gov.uk", "housing@york.gov.uk", "tax@york.gov.uk"}));
  REQUIRE(notice);
  CHECK(notice->kind == NoticeKind::refusal);
  CHECK(notice->refused == Indexes{0, 2});
}

TEST_CASE("where nothing can be refused it is kept, which reminds", "[policy][reminder]") {
  Log log;
  Terms refusing = terms(Action::reject, {}, {"housing@york.gov.uk"});
  const auto message = mail("alex@example.org", {"housing@york.gov.uk", "tax@york.gov.uk"});
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(refusing));
  const auto notice = due(log, message, "alex@example.org", {.can_refuse = false});
  REQUIRE(notice);
  CHECK(notice->kind == NoticeKind::reminder);
  CHECK(notice->kept);
  Log silent;
  silent.restricts("RCC-2026-0001", {"alex@example.org"}, refusing);
  CHECK_FALSE(due(silent, message, "alex@example.org", {.can_refuse = false}));
}

TEST_CASE("only an envelope sender who is an identifier of the customer is told", "[policy][reminder][A4]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org", "@.domain.test"}, reminding(forwarding()));
  const auto from = [](std::string_view envelope) {
    return with(mail(envelope, {"tax@york.gov.uk"}), IdentityKind::from, "alex@example.org");
  };
  CHECK(due(log, from("alex+york@example.org"), "Alex+x@Example.ORG"));
  CHECK(due(log, from("sam@mail.domain.test"), "sam@mail.domain.test"));
  CHECK_FALSE(due(log, from("stranger@other.test"), "stranger@other.test"));
  CHECK_FALSE(due(log, from(""), "alex@example.org"));  // not looked at: the envelope had another
}

TEST_CASE("a rewritten sender is not the address behind it", "[policy][reminder][A4]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(forwarding()));
  const auto message = with(mail("alex@example.org", {"tax@york.gov.uk"}), IdentityKind::envelope,
                            "SRS0=HHH=TT=example.org=alex@relay.test");
  CHECK_FALSE(due(log, message, "SRS0=HHH=TT=example.org=alex@relay.test"));
}

TEST_CASE("a restriction that has ended or has not begun reminds nobody", "[policy][reminder]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(forwarding()), "2199-01-01")
      .restricts("RCC-2026-0002", {"@example.org"}, reminding(forwarding()), {}, "2000-01-01");
  CHECK_FALSE(due(log, mail("alex@example.org", {"tax@york.gov.uk"})));
}

TEST_CASE("what another customer's restriction did is not told to this one", "[policy][reminder]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(terms(Action::deliver)))
      .restricts("RCC-2026-0002", {"sam@example.org"}, reminding(forwarding()));
  const auto message = with(mail("alex@example.org", {"tax@york.gov.uk"}), IdentityKind::from, "sam@example.org");
  CHECK_FALSE(due(log, message));
  CHECK(due(log, mail("sam@example.org", {"tax@york.gov.uk"}), "sam@example.org"));
}

TEST_CASE("a councillor's own choice reminds nobody, but its refusal is told", "[policy][reminder]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, reminding(forwarding()))
      .councillor({"cllr.ward@york.gov.uk"})
      .councillor({"cllr.no@york.gov.uk"})
      .choice("cllr.ward@york.gov.uk", {"alex@example.org"}, Action::quarantine)
      .choice("cllr.no@york.gov.uk", {"alex@example.org"}, Action::reject);
  CHECK_FALSE(due(log, mail("alex@example.org", {"cllr.ward@york.gov.uk", "housing@york.gov.uk"})));
  const auto notice = due(log, mail("alex@example.org", {"housing@york.gov.uk", "cllr.no@york.gov.uk"}));
  REQUIRE(notice);
  CHECK(notice->refused == Indexes{1});
}

TEST_CASE("a copy that has come round is no new letter of the customer", "[policy][reminder]") {
  CanonicalTerms reminds;
  reminds.remind = true;
  const Addressee to{address("alex@example.org"), "RCC-2026-0001", &reminds, {}};
  const Decision kept{
      .recipient = address("tax@york.gov.uk"), .action = Action::quarantine, .restriction = "RCC-2026-0001"};
  const std::vector<Decision> decisions{kept, kept};
  const Plan plan_of = plan(decisions, {});
  CHECK_FALSE(due_notice(to, decisions, plan_of, {true, true}));
  CHECK(due_notice(to, decisions, plan_of, {true, false}));
  CHECK_FALSE(due_notice(to, {}, {}, {}));
}
