// What is in force for whom: precedence, dates, councillors, protected addresses (decision.md 2 and 4).
#include "policy/decision/snapshot.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

/// Which restriction an address meets, and by which entry.
std::string met(const Log& log, std::string_view text, std::chrono::sys_seconds now = kNow, bool with_domains = true) {
  const auto snapshot = log.snapshot();
  const auto hit = snapshot->restriction_of(address(text), now, with_domains);
  if (!hit) return "none";
  return hit->what->reference + " by " + std::string(hit->entry) + " " + std::to_string(hit->specificity.rank);
}

const Terms kReject = terms(Action::reject);

}  // namespace

TEST_CASE("an address outranks its domain, the domain its parents, the nearer parent the farther",
          "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@.org"}, kReject).restricts("RCC-2026-0002", {"@.example.org"}, kReject);
  log.restricts("RCC-2026-0003", {"@a.example.org"}, kReject)
      .restricts("RCC-2026-0004", {"alex@a.example.org"}, kReject);
  CHECK(met(log, "Alex+x@A.Example.org") == "RCC-2026-0004 by alex@a.example.org 0");
  CHECK(met(log, "sam@a.example.org") == "RCC-2026-0003 by @a.example.org 1");
  CHECK(met(log, "sam@b.example.org") == "RCC-2026-0002 by @.example.org 2");
  CHECK(met(log, "sam@c.b.example.org") == "RCC-2026-0002 by @.example.org 3");
  CHECK(met(log, "sam@example.org") == "RCC-2026-0002 by @.example.org 1");
  CHECK(met(log, "sam@other.org") == "RCC-2026-0001 by @.org 2");
  CHECK(met(log, "sam@example.com") == "none");
}

TEST_CASE("a domain alone does not cover what is below it", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@example.org"}, kReject);
  CHECK(met(log, "sam@example.org") == "RCC-2026-0001 by @example.org 1");
  CHECK(met(log, "sam@a.example.org") == "none");
  CHECK(met(log, "sam@notexample.org") == "none");
}

TEST_CASE("of two entries for one domain, the domain alone comes first", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@.example.org"}, kReject).restricts("RCC-2026-0002", {"@example.org"}, kReject);
  CHECK(met(log, "sam@example.org") == "RCC-2026-0002 by @example.org 1");
}

TEST_CASE("of several restrictions of one identifier, the lowest reference in force is met", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-10000", {"alex@example.org"}, kReject);
  log.restricts("RCC-2026-9999", {"ALEX@example.org"}, kReject);
  log.restricts("RCC-2026-0001", {"alex@example.org"}, kReject, "2027-01-01");
  log.restricts("RCC-2026-0002", {"alex@example.org"}, kReject, "", "2026-11-01");
  CHECK(met(log, "alex@example.org") == "RCC-2026-9999 by alex@example.org 0");
  CHECK(met(log, "alex@example.org", at("2027-01-01T00:00:00Z")) == "RCC-2026-0001 by alex@example.org 0");
}

TEST_CASE("where the more specific entry is not in force, the next one is met", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, kReject, "", "2026-11-01");
  log.restricts("RCC-2026-0002", {"@example.org"}, kReject);
  CHECK(met(log, "alex@example.org") == "RCC-2026-0002 by @example.org 1");
  CHECK(met(log, "alex@example.org", at("2026-11-01T12:00:00Z")) == "RCC-2026-0001 by alex@example.org 0");
}

TEST_CASE("domain entries are left out where they do not count", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@example.org"}, kReject).restricts("RCC-2026-0002", {"alex@example.org"}, kReject);
  CHECK(met(log, "sam@example.org", kNow, false) == "none");
  CHECK(met(log, "alex@example.org", kNow, false) == "RCC-2026-0002 by alex@example.org 0");
}

TEST_CASE("a restriction is in force from the first local midnight to the end of its last day", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, kReject, "2026-11-02", "2026-11-30");
  const std::string in_force = "RCC-2026-0001 by alex@example.org 0";
  CHECK(met(log, "alex@example.org", at("2026-11-01T23:59:59Z")) == "none");
  CHECK(met(log, "alex@example.org", at("2026-11-02T00:00:00Z")) == in_force);
  CHECK(met(log, "alex@example.org", at("2026-11-30T23:59:59Z")) == in_force);
  CHECK(met(log, "alex@example.org", at("2026-12-01T00:00:00Z")) == "none");
}

TEST_CASE("the days on which the clocks change count by the council's clocks", "[policy][snapshot]") {
  Log log;
  log.restricts("RCC-2026-0001", {"spring@example.org"}, kReject, "2026-03-29", "2026-03-29");
  log.restricts("RCC-2026-0002", {"autumn@example.org"}, kReject, "2026-10-25", "2026-10-25");
  CHECK(met(log, "spring@example.org", at("2026-03-28T23:59:59Z")) == "none");
  CHECK(met(log, "spring@example.org", at("2026-03-29T00:00:00Z")) != "none");
  CHECK(met(log, "spring@example.org", at("2026-03-29T22:59:59Z")) != "none");
  CHECK(met(log, "spring@example.org", at("2026-03-29T23:00:00Z")) == "none");
  CHECK(met(log, "autumn@example.org", at("2026-10-24T22:59:59Z")) == "none");
  CHECK(met(log, "autumn@example.org", at("2026-10-24T23:00:00Z")) != "none");
  CHECK(met(log, "autumn@example.org", at("2026-10-25T23:59:59Z")) != "none");
  CHECK(met(log, "autumn@example.org", at("2026-10-26T00:00:00Z")) == "none");
}

TEST_CASE("a councillor is known by each address, in any spelling", "[policy][snapshot]") {
  Log log;
  log.councillor({"cllr.ward@york.gov.uk", "c.ward@york.gov.uk"}).councillor({"cllr.other@york.gov.uk"});
  log.choice("Cllr.Ward@york.gov.uk", {"alex@example.org"}, Action::junk);
  const auto snapshot = log.snapshot();
  CHECK(snapshot->councillor(address("C.Ward+inbox@york.gov.uk")) == 0U);
  CHECK(snapshot->councillor(address("cllr.ward@york.gov.uk")) == 0U);
  CHECK(snapshot->councillor(address("cllr.other@york.gov.uk")) == 1U);
  CHECK_FALSE(snapshot->councillor(address("tax@york.gov.uk")).has_value());
  CHECK(snapshot->has_choices(0));
  CHECK_FALSE(snapshot->has_choices(1));
}

TEST_CASE("of one councillor's choices the most specific is met; each councillor's counts", "[policy][snapshot]") {
  Log log;
  log.councillor({"one@york.gov.uk"}).councillor({"two@york.gov.uk"});
  log.choice("one@york.gov.uk", {"@.example.org"}, Action::junk);
  log.choice("one@york.gov.uk", {"alex@a.example.org"}, Action::reject);
  log.choice("two@york.gov.uk", {"@a.example.org"}, Action::quarantine);
  const auto snapshot = log.snapshot();
  const auto hits = snapshot->choices_about(address("alex@a.example.org"), true);
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].what->action == Action::reject);
  CHECK(hits[0].what->councillor_address == address("one@york.gov.uk"));
  CHECK(hits[1].what->action == Action::quarantine);
  CHECK(hits[1].entry == "@a.example.org");
  CHECK(snapshot->choices_about(address("alex@a.example.org"), false).size() == 1);
  CHECK(snapshot->choices_about(address("sam@b.example.org"), true).size() == 1);
  CHECK(snapshot->choices_about(address("sam@example.com"), true).empty());
  CHECK(Log().snapshot()->choices_about(address("alex@a.example.org"), true).empty());
}

TEST_CASE("postmaster and abuse are protected in every domain of the council, and so are the listed ones",
          "[policy][snapshot]") {
  Log log;
  log.protects("FOI@york.gov.uk");
  const auto snapshot = log.snapshot();
  for (const char* text : {"postmaster@york.gov.uk", "Abuse@york.gov.uk", "postmaster+x@sub.york.gov.uk",
                           "foi@york.gov.uk", "complaints@york.gov.uk", "restricted-contact@york.gov.uk"}) {
    INFO(text);
    CHECK(snapshot->is_protected(address(text)));
  }
  for (const char* text : {"postmaster@example.org", "abuse@example.org", "foi@sub.york.gov.uk", "tax@york.gov.uk",
                           "hostmaster@york.gov.uk"}) {
    INFO(text);
    CHECK_FALSE(snapshot->is_protected(address(text)));
  }
  log.council.representations.clear();
  log.council.bounces.clear();
  CHECK_FALSE(log.snapshot()->is_protected(address("complaints@york.gov.uk")));
}

TEST_CASE("a snapshot knows its revision, its council and its size", "[policy][snapshot]") {
  Log log;
  log.rules.revision = 42;
  log.restricts("RCC-2026-0001", {"alex@example.org", "@alex.example"}, kReject);
  log.councillor({"one@york.gov.uk"}).choice("one@york.gov.uk", {"alex@example.org"}, Action::junk);
  const auto snapshot = log.snapshot();
  CHECK(snapshot->revision() == 42);
  CHECK(snapshot->entries() == 4);
  CHECK(snapshot->council().name == "City of York Council");
  CHECK(snapshot->address_rules().for_domain("gmail.com").ignored == ".");
  CHECK(snapshot->is_council(address("tax@sub.york.gov.uk")));
  CHECK_FALSE(snapshot->is_council(address("tax@example.org")));
}

TEST_CASE("equal terms may be shared, and addresses written twice count once", "[policy][snapshot]") {
  Log log;
  Terms shared = with_councillors(terms(Action::forward, {"m@york.gov.uk", "M+x@york.gov.uk"}),
                                  CouncillorAccess::Kind::alternative, {"dem@york.gov.uk"});
  log.restricts("RCC-2026-0001", {"alex@example.org"}, shared);
  log.rules.restrictions.push_back(log.rules.restrictions.front());
  log.rules.restrictions.back().reference = "RCC-2026-0002";
  log.rules.restrictions.back().identifiers = {"sam@example.org"};
  const auto snapshot = log.snapshot();
  const auto one = snapshot->restriction_of(address("alex@example.org"), kNow, true);
  const auto two = snapshot->restriction_of(address("sam@example.org"), kNow, true);
  REQUIRE((one && two));
  CHECK(one->what->terms == two->what->terms);
  CHECK(one->what->terms->managers == addresses({"m@york.gov.uk"}));
  CHECK(one->what->terms->alternative == address("dem@york.gov.uk"));
}

TEST_CASE("a snapshot is whole or it is not: every problem is named, in one go", "[policy][snapshot]") {
  Log log;
  Terms broken =
      with_councillors(terms(Action::forward, {"m.manager"}, {"housing@"}), CouncillorAccess::Kind::only, {"x"});
  log.restricts("RCC-2026-0001", {"alex", "@"}, broken).councillor({"nobody"}).protects("foi");
  log.choice("cllr.ward@york.gov.uk", {"alex@example.org"}, Action::junk).choice("?", {"a@b.test"}, Action::junk);
  log.council.bounces = "bounces";
  const auto problems = log.problems();
  const auto named = [&](const std::string& line) {
    return std::find(problems.begin(), problems.end(), line) != problems.end();
  };
  CHECK(named("council: bounces: is no address"));
  CHECK(named("RCC-2026-0001: managers: m.manager: is no address"));
  CHECK(named("RCC-2026-0001: contacts: housing@: is no address"));
  CHECK(named("RCC-2026-0001: councillors: x: is no address"));
  CHECK(named("RCC-2026-0001: alex: is neither an address nor @domain nor @.domain"));
  CHECK(named("RCC-2026-0001: @: is neither an address nor @domain nor @.domain"));
  CHECK(named("councillor nobody: nobody: is no address"));
  CHECK(named("choice of cllr.ward@york.gov.uk: there is no such councillor"));
  CHECK(named("choice of ?: ?: is no address"));
  CHECK(named("protected: foi: is no address"));
}

TEST_CASE("a choice to forward names an address that can be read", "[policy][snapshot]") {
  Log log;
  log.councillor({"one@york.gov.uk"}).choice("one@york.gov.uk", {"alex@example.org", "?"}, Action::forward, "nowhere");
  CHECK(log.problems() ==
        std::vector<std::string>{"choice of one@york.gov.uk: nowhere: is no address",
                                 "choice of one@york.gov.uk: ?: is neither an address nor @domain nor @.domain"});
}
