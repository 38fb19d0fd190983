// What may come into force (decision.md 7): one complete restriction, and each thing missing by itself.
#include "policy/record/activation.hpp"

#include <functional>

#include <catch2/catch.hpp>

#include "unit/policy/activation_samples.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using Lines = std::vector<std::string>;

namespace {

Lines missing_after(const std::function<void(Restriction&)>& change) {
  Restriction restriction = complete();
  change(restriction);
  return missing(restriction);
}

}  // namespace

TEST_CASE("a complete restriction may come into force", "[policy][activation]") {
  CHECK(missing(complete()).empty());
  CHECK(faults(complete()).empty());
  CHECK(missing_for_authorisation(complete(), Surroundings().context()).empty());
}

TEST_CASE("reasons are needed", "[policy][activation]") {
  const Lines line{"reasons: are missing"};
  CHECK(missing_after([](Restriction& r) { r.reasons.clear(); }) == line);
  CHECK(missing_after([](Restriction& r) { r.reasons = " \n\t"; }) == line);
}

TEST_CASE("warnings are needed, or why there were none", "[policy][activation]") {
  const Lines line{"warnings: are missing; give them, or no_warning_because (¶6)"};
  CHECK(missing_after([](Restriction& r) { r.warnings.clear(); }) == line);
  CHECK(missing_after([](Restriction& r) { r.warnings = {{{}, "Housing", " "}}; }) == line);
  CHECK(missing_after([](Restriction& r) { r.warnings.clear(), r.no_warning_because = " "; }) == line);
  CHECK(missing_after([](Restriction& r) { r.warnings.clear(), r.no_warning_because = "A threat."; }).empty());
  CHECK(missing_after([](Restriction& r) { r.warnings = {{{}, "", "By telephone"}}; }).empty());
}

TEST_CASE("no warning lies in the future", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.warnings[0].on = day("2026-11-03"); }) ==
        Lines{"warnings: on lies in the future (2026-11-03)"});
  CHECK(missing_after([](Restriction& r) { r.warnings[0].on = day("2026-11-02"); }).empty());
}

TEST_CASE("the lesser measures are needed", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.measures_considered = " "; }) ==
        Lines{"measures_considered: is missing: the lesser measures thought of (¶9)"});
}

TEST_CASE("a service that asked for it is needed", "[policy][activation]") {
  const Lines line{"requested_by: is missing: the service that asked for it"};
  CHECK(missing_after([](Restriction& r) { r.requested_by.reset(); }) == line);
  CHECK(missing_after([](Restriction& r) { r.requested_by->name = ""; }) == line);
  CHECK(missing_after([](Restriction& r) { r.requested_by->contact = ""; }).empty());
}

TEST_CASE("an authorisation is needed, whole", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.authorised.reset(); }) ==
        Lines{"authorised: is missing: who decided, when, and where the approval is on file (¶10)"});
  CHECK(missing_after([](Restriction& r) { r.authorised->on.reset(); }) == Lines{"authorised.on: is missing"});
  CHECK(missing_after([](Restriction& r) { r.authorised->evidence = " "; }) ==
        Lines{"authorised.evidence: is missing: where the approval is on file (¶10)"});
}

TEST_CASE("only an authorising officer of the configuration decides", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.authorised->by = "director"; }) ==
        Lines{"authorised.by: \"director\" is no authorising officer of the configuration (¶10)"});
  CHECK(missing_after([](Restriction& r) { r.authorised->by = ""; }) ==
        Lines{"authorised.by: \"\" is no authorising officer of the configuration (¶10)"});
  CHECK(missing_after([](Restriction& r) { r.authorised->by = "counsel"; }).empty());
}

TEST_CASE("the officer held the post on the day of the decision", "[policy][activation]") {
  Surroundings around;
  around.officers.erase(around.officers.begin());
  Restriction restriction = complete();
  CHECK(missing(restriction, around).empty());
  restriction.authorised->on = day("2026-09-30");
  CHECK(missing(restriction, around) == Lines{"authorised.by: director-cbss did not hold the post on 2026-09-30"});
  around.officers[0].until = day("2026-10-15");
  restriction.authorised->on = restriction.informed->on = day("2026-10-16");
  CHECK(missing(restriction, around) == Lines{"authorised.by: director-cbss did not hold the post on 2026-10-16"});
  restriction.authorised->on = day("2026-10-15");
  CHECK(missing(restriction, around).empty());
}

TEST_CASE("where a post changed hands, whoever held it on the day decides", "[policy][activation]") {
  Restriction restriction = complete();
  restriction.review_by = day("2027-08-31");
  restriction.authorised->on = day("2026-09-30");
  CHECK(missing(restriction).empty());
  restriction.drafted_by = "old.director";
  CHECK(missing(restriction) ==
        Lines{"authorised.by: director-cbss drafted it; somebody else must authorise it (¶10)"});
  restriction.authorised->on = day("2026-10-01");
  CHECK(missing(restriction).empty());
}

TEST_CASE("whoever drafted it does not authorise it, by no name", "[policy][activation]") {
  for (const char* name : {"director-cbss", "director", "The Director", " the director ", "Director@york.gov.uk"}) {
    INFO(name);
    CHECK(missing_after([&](Restriction& r) { r.drafted_by = name; }) ==
          Lines{"authorised.by: director-cbss drafted it; somebody else must authorise it (¶10)"});
  }
  for (const char* name : {"directors", "The Direct", "old.director", "ict.admin"}) {
    INFO(name);
    CHECK(missing_after([&](Restriction& r) { r.drafted_by = name; }).empty());
  }
}

TEST_CASE("a post without a login is not drafted for by nobody", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.authorised->by = "counsel", r.drafted_by = "A. Counsel"; }) ==
        Lines{"authorised.by: counsel drafted it; somebody else must authorise it (¶10)"});
  CHECK(missing_after([](Restriction& r) { r.authorised->by = "counsel", r.drafted_by = "  "; }) ==
        Lines{"drafted_by: is missing: somebody else than the authorising officer (¶10)"});
}

TEST_CASE("no decision lies in the future", "[policy][activation]") {
  Restriction restriction = complete();
  restriction.authorised->on = restriction.informed->on = day("2026-11-03");
  CHECK(missing(restriction) ==
        Lines{"authorised.on: lies in the future (2026-11-03)", "informed.on: lies in the future (2026-11-03)"});
  restriction.authorised->on = restriction.informed->on = day("2026-11-02");
  CHECK(missing(restriction).empty());
}

TEST_CASE("a decision on councillors is needed, and none needs its reason", "[policy][activation]") {
  using Kind = CouncillorAccess::Kind;
  CHECK(missing_after([](Restriction& r) { r.terms.councillors.kind = Kind::undecided; }) ==
        Lines{"email.councillors: is missing: all, none, only or alternative (¶12)"});
  CHECK(missing_after([](Restriction& r) { r.terms.councillors.kind = Kind::none; }) ==
        Lines{"email.councillors_reason: is missing: why no councillor may be written to (¶12)"});
  CHECK(missing_after([](Restriction& r) {
          r.terms.councillors.kind = Kind::none;
          r.terms.councillors_reason = "Threats to all of them.";
        }).empty());
}

TEST_CASE("a review within the time that is configured, and not past, is needed", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.review_by.reset(); }) == Lines{"review_by: is missing (¶11)"});
  CHECK(missing_after([](Restriction& r) { r.review_by = day("2027-10-01"); }).empty());
  CHECK(missing_after([](Restriction& r) { r.review_by = day("2027-10-02"); }) ==
        Lines{"review_by: is later than 12 months after the authorisation (2027-10-01 at the latest, ¶11)"});
  CHECK(missing_after([](Restriction& r) { r.review_by = day("2026-11-02"); }).empty());
  CHECK(missing_after([](Restriction& r) { r.review_by = day("2026-11-01"); }) ==
        Lines{"review_by: lies in the past (2026-11-01)"});
}

TEST_CASE("months end where the calendar ends them", "[policy][activation]") {
  Surroundings around;
  around.today = day("2027-01-31");
  around.review_within_months = 1;
  Restriction restriction = complete();
  restriction.authorised->on = restriction.informed->on = day("2027-01-31");
  restriction.review_by = day("2027-02-28");
  CHECK(missing(restriction, around).empty());
  restriction.review_by = day("2027-03-01");
  CHECK(missing(restriction, around) ==
        Lines{"review_by: is later than 1 months after the authorisation (2027-02-28 at the latest, ¶11)"});
}

TEST_CASE("the customer was told in writing, and not before the decision", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.informed.reset(); }) ==
        Lines{"informed: is missing: when and how the customer was told in writing (¶10)"});
  CHECK(missing_after([](Restriction& r) { r.informed->on.reset(); }) == Lines{"informed.on: is missing"});
  CHECK(missing_after([](Restriction& r) { r.informed->how = " "; }) == Lines{"informed.how: is missing (¶10)"});
  CHECK(missing_after([](Restriction& r) { r.informed->on = day("2026-11-03"); }) ==
        Lines{"informed.on: lies in the future (2026-11-03)"});
  CHECK(missing_after([](Restriction& r) { r.informed->on = day("2026-09-30"); }) ==
        Lines{"informed.on: is before the decision (2026-10-01)"});
  CHECK(missing_after([](Restriction& r) { r.informed->on = day("2026-10-01"); }).empty());
}

TEST_CASE("what is over already does not begin", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.ends = day("2026-11-01"); }) ==
        Lines{"ends: lies in the past (2026-11-01)"});
  CHECK(missing_after([](Restriction& r) { r.ends = day("2026-11-02"); }).empty());
  CHECK(missing_after([](Restriction& r) { r.ends.reset(), r.starts.reset(); }).empty());
}

TEST_CASE("one identifier belongs to one restriction in force", "[policy][activation]") {
  Surroundings around;
  Restriction restriction = complete();
  restriction.email = {"Alex+york@Example.org", "?"};
  around.owners["alex@example.org"] = "RCC-2026-0007";
  const Lines found = missing(restriction, around);
  CHECK(found.back() == "customer.identifiers: Alex+york@Example.org is in force in RCC-2026-0007 already");
  restriction.email = {"alex@example.org"};
  around.owners["alex@example.org"] = restriction.reference;
  CHECK(missing(restriction, around).empty());
}

TEST_CASE("a restriction without an e-mail identifier restricts nothing", "[policy][activation]") {
  CHECK(missing_after([](Restriction& r) { r.email.clear(); }) ==
        Lines{"customer.identifiers.email: is missing: nothing would be restricted"});
}

TEST_CASE("everything that is missing is said at once, in the order of the procedure", "[policy][activation]") {
  Restriction nothing;
  nothing.drafted_by = "ict.admin";
  CHECK(missing(nothing) ==
        Lines{"customer.identifiers.email: is missing: nothing would be restricted", "reasons: are missing",
              "warnings: are missing; give them, or no_warning_because (¶6)",
              "measures_considered: is missing: the lesser measures thought of (¶9)",
              "requested_by: is missing: the service that asked for it",
              "authorised: is missing: who decided, when, and where the approval is on file (¶10)",
              "customer.identifiers: are missing: an e-mail address or a telephone number",
              "email.managers: are missing: whom a forwarded message goes to (¶10)",
              "email.councillors: is missing: all, none, only or alternative (¶12)", "review_by: is missing (¶11)",
              "informed: is missing: when and how the customer was told in writing (¶10)"});
}

TEST_CASE("to be authorised, the decision alone is looked at", "[policy][activation]") {
  Restriction nothing;
  nothing.drafted_by = "ict.admin";
  nothing.authorised = Authorisation{"director-cbss", day("2026-10-01"), "Memo"};
  CHECK(missing_for_authorisation(nothing, Surroundings().context()).empty());
  nothing.authorised = Authorisation{};
  nothing.drafted_by.clear();
  CHECK(missing_for_authorisation(nothing, Surroundings().context()).size() == 4);
}
