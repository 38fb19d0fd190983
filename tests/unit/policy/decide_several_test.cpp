// Several restrictions at once: the strictest wins, then the more specific, then the lower reference (decision.md 4).
#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

const std::string kTax = "tax@york.gov.uk";

Message from_both() {
  return with(samples::mail("alex@example.org", {kTax}), IdentityKind::from, "sam@example.net");
}

}  // namespace

TEST_CASE("of two restrictions the stricter decides, whichever way round they are met", "[policy][decide][several]") {
  const std::vector<Action> mildest_first{Action::deliver, Action::junk, Action::forward, Action::quarantine,
                                          Action::reject};
  for (std::size_t mild = 0; mild < mildest_first.size(); ++mild) {
    for (std::size_t strict = mild + 1; strict < mildest_first.size(); ++strict) {
      for (const bool swapped : {false, true}) {
        Log log;
        log.restricts("RCC-2026-0001", {swapped ? "sam@example.net" : "alex@example.org"},
                      terms(mildest_first[mild], {"m@york.gov.uk"}));
        log.restricts("RCC-2026-0002", {swapped ? "alex@example.org" : "sam@example.net"},
                      terms(mildest_first[strict], {"m@york.gov.uk"}));
        const Decision decision = decisions(from_both(), log).front();
        CHECK(decision.action == mildest_first[strict]);
        CHECK(decision.restriction == "RCC-2026-0002");
      }
    }
  }
}

TEST_CASE("on a tie the more specific identifier decides", "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@example.org"}, terms(Action::forward, {"one@york.gov.uk"}));
  log.restricts("RCC-2026-0002", {"sam@example.net"}, terms(Action::forward, {"two@york.gov.uk"}));
  CHECK(decided(from_both(), log) == "forward restricted RCC-2026-0002 to two@york.gov.uk");
  Log nearer;
  nearer.restricts("RCC-2026-0001", {"@.org"}, terms(Action::quarantine));
  nearer.restricts("RCC-2026-0002", {"@.example.net"}, terms(Action::quarantine));
  CHECK(decided(from_both(), nearer) == "quarantine restricted RCC-2026-0002");
}

TEST_CASE("on a tie of both the lower reference decides, counted as a number", "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-10000", {"alex@example.org"}, terms(Action::reject));
  log.restricts("RCC-2026-9999", {"sam@example.net"}, terms(Action::reject));
  CHECK(decided(from_both(), log) == "reject restricted RCC-2026-9999");
}

TEST_CASE("a contact permitted under one restriction is still restricted under the other",
          "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, terms(Action::reject, {}, {kTax}));
  CHECK(decided(from_both(), log) == "deliver permitted-contact RCC-2026-0001");
  log.restricts("RCC-2026-0002", {"sam@example.net"}, terms(Action::quarantine));
  CHECK(decided(from_both(), log) == "quarantine restricted RCC-2026-0002");
}

TEST_CASE("a protected address is delivered under any number of restrictions", "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, terms(Action::reject));
  log.restricts("RCC-2026-0002", {"sam@example.net"}, terms(Action::quarantine)).protects(kTax);
  CHECK(decided(from_both(), log) == "deliver protected RCC-2026-0001");
}

TEST_CASE("a councillor's own choice outranks the council's rejection, and the strictest choice counts",
          "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"},
                with_councillors(terms(Action::reject), CouncillorAccess::Kind::none));
  log.councillor({kTax}).councillor({"other@york.gov.uk"});
  CHECK(decided(from_both(), log) == "reject restricted RCC-2026-0001");
  log.choice("other@york.gov.uk", {"alex@example.org"}, Action::quarantine);
  CHECK(decided(from_both(), log) == "reject restricted RCC-2026-0001");
  log.choice(kTax, {"alex@example.org"}, Action::junk);
  CHECK(decided(from_both(), log) == "junk councillor-choice of tax@york.gov.uk");
  log.choice(kTax, {"sam@example.net"}, Action::quarantine);
  CHECK(decided(from_both(), log) == "quarantine councillor-choice of tax@york.gov.uk");
}

TEST_CASE("of two equal choices of one councillor the more specific identifier is named", "[policy][decide][several]") {
  Log log;
  log.councillor({kTax}).choice(kTax, {"@example.org"}, Action::junk).choice(kTax, {"sam@example.net"}, Action::junk);
  CHECK(decisions(from_both(), log).front().matched == identity(IdentityKind::from, "sam@example.net"));
  Log equal;
  equal.councillor({kTax})
      .choice(kTax, {"alex@example.org"}, Action::junk)
      .choice(kTax, {"sam@example.net"}, Action::junk);
  CHECK(decisions(from_both(), equal).front().matched == identity(IdentityKind::envelope, "alex@example.org"));
}

TEST_CASE("Reply-To alone softens one restriction, not the other", "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, terms(Action::junk));
  log.restricts("RCC-2026-0002", {"sam@example.net"}, terms(Action::reject, {"m@york.gov.uk"}));
  const Message reply_to = with(samples::mail("alex@example.org", {kTax}), IdentityKind::reply_to, "sam@example.net");
  CHECK(decided(reply_to, log) == "forward restricted RCC-2026-0002 to m@york.gov.uk softened");
  CHECK(decided(from_both(), log) == "reject restricted RCC-2026-0002");
}

TEST_CASE("a restriction that has ended, or not begun, decides nothing", "[policy][decide][several]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, terms(Action::reject), "", "2026-11-01");
  log.restricts("RCC-2026-0002", {"alex@example.org"}, terms(Action::junk), "2026-11-03");
  CHECK(decided(from_both(), log) == "deliver unrestricted");
  CHECK(decided(from_both(), log, at("2026-11-01T23:59:59Z")) == "reject restricted RCC-2026-0001");
  CHECK(decided(from_both(), log, at("2026-11-03T00:00:00Z")) == "junk restricted RCC-2026-0002");
}
