// What becomes of a restriction past its review, and of an emergency past its time.
#include <catch2/catch.hpp>

#include "policy/decision/explain.hpp"
#include "policy/record/emergency.hpp"
#include "unit/policy/activation_samples.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

/// A restriction to be reviewed by 1 November 2026, under one way of dealing with those that are not.
Log reviewed_by_november(Overdue overdue, Action action, std::vector<std::string> managers = {}) {
  Log log;
  log.overdue = overdue;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, terms(action, std::move(managers)));
  log.rules.restrictions.back().review_by = day("2026-11-01");
  return log;
}

const Message kMail = mail("alex@example.org", {"tax@york.gov.uk"});
const auto kLastMinute = at("2026-11-01T23:59:59Z");
const auto kNextDay = at("2026-11-02T00:00:00Z");

Restriction emergency() {
  Restriction restriction = complete();
  restriction.terms = emergency_terms();
  restriction.starts.reset();
  restriction.emergency = Emergency{"director-cbss", at("2026-11-02T09:00:00Z"), "Threats", {}};
  return restriction;
}

std::vector<std::string> missing_now(const Restriction& restriction) {
  return missing_for_emergency(restriction, Surroundings().context());
}

}  // namespace

TEST_CASE("an overdue review keeps the restriction as it is, where the council wants that", "[policy][overdue]") {
  const Log log = reviewed_by_november(Overdue::keep, Action::reject);
  CHECK(decided(kMail, log, kNextDay) == "reject restricted RCC-2026-0001");
}

TEST_CASE("a review is overdue from the day after, by the council's clock, and not before", "[policy][overdue]") {
  Log log = reviewed_by_november(Overdue::keep, Action::reject);
  log.restricts("RCC-2026-0002", {"kim@example.org"}, terms(Action::reject));
  CHECK(log.snapshot()->reviews_overdue(kLastMinute) == 0);
  CHECK(log.snapshot()->reviews_overdue(kNextDay) == 1);
  log.overdue = Overdue::soften;
  CHECK(log.snapshot()->reviews_overdue(kNextDay) == 1);
  log.rules.restrictions.back().review_by = day("2026-06-30");
  CHECK(log.snapshot()->reviews_overdue(at("2026-06-30T22:59:59Z")) == 0);
  CHECK(log.snapshot()->reviews_overdue(at("2026-06-30T23:00:00Z")) == 1);
}

TEST_CASE("the review of a restriction that is over or has not begun is not overdue", "[policy][overdue]") {
  Log log = reviewed_by_november(Overdue::lapse, Action::reject);
  CHECK(log.snapshot()->reviews_overdue(kNextDay) == 0);
  log.overdue = Overdue::keep;
  log.rules.restrictions.back().ends = day("2026-11-02");
  CHECK(log.snapshot()->reviews_overdue(kNextDay) == 1);
  CHECK(log.snapshot()->reviews_overdue(at("2026-11-03T00:00:00Z")) == 0);
  log.rules.restrictions.back().starts = day("2026-12-01");
  log.rules.restrictions.back().ends = day("2026-12-31");
  CHECK(log.snapshot()->reviews_overdue(kNextDay) == 0);
}

TEST_CASE("an overdue review lapses from the day after, and not before", "[policy][overdue]") {
  const Log log = reviewed_by_november(Overdue::lapse, Action::reject);
  CHECK(decided(kMail, log, kLastMinute) == "reject restricted RCC-2026-0001");
  CHECK(decided(kMail, log, kNextDay) == "deliver unrestricted");
}

TEST_CASE("an overdue review softens a refusal from the day after, and not before", "[policy][overdue]") {
  const Log with_manager = reviewed_by_november(Overdue::soften, Action::reject, {"m@york.gov.uk"});
  CHECK(decided(kMail, with_manager, kLastMinute) == "reject restricted RCC-2026-0001");
  CHECK(decided(kMail, with_manager, kNextDay) == "forward restricted RCC-2026-0001 to m@york.gov.uk overdue");
  const Log alone = reviewed_by_november(Overdue::soften, Action::reject);
  CHECK(decided(kMail, alone, kNextDay) == "quarantine restricted RCC-2026-0001 overdue");
}

TEST_CASE("an overdue review softens nothing but refusals", "[policy][overdue]") {
  for (const Action action : {Action::forward, Action::quarantine, Action::junk, Action::deliver}) {
    const Log log = reviewed_by_november(Overdue::soften, action, {"m@york.gov.uk"});
    CHECK(decided(kMail, log, kNextDay) == decided(kMail, log, kLastMinute));
  }
}

TEST_CASE("a softened refusal is none at RCPT either, and says why", "[policy][overdue][explain]") {
  const Log log = reviewed_by_november(Overdue::soften, Action::reject);
  const auto snapshot = log.snapshot();
  const Decision decision = decide(kMail, *snapshot, Usage{}, kNextDay).front();
  CHECK_FALSE(final_at_rcpt(decision, *snapshot));
  CHECK(final_at_rcpt(decide(kMail, *snapshot, Usage{}, kLastMinute).front(), *snapshot));
  CHECK(why(decision, york()) ==
        "The customer's contact is restricted under RCC-2026-0001 (met by envelope alex@example.org); its review is "
        "overdue, so that nothing is refused: it is kept in the quarantine.");
}

TEST_CASE("a restriction without a review date is never overdue", "[policy][overdue]") {
  for (const Overdue overdue : {Overdue::keep, Overdue::soften, Overdue::lapse}) {
    Log log = reviewed_by_november(overdue, Action::reject);
    log.rules.restrictions.back().review_by.reset();
    CHECK(decided(kMail, log, at("2036-01-01")) == "reject restricted RCC-2026-0001");
  }
}

TEST_CASE("an emergency decides until the instant at which it lapses", "[policy][emergency]") {
  Log log;
  log.restricts("RCC-2026-0001", {"alex@example.org"}, emergency_terms(), "", "2026-12-01");
  log.rules.restrictions.back().lapses = lapses_at(emergency());
  CHECK(decided(kMail, log, at("2026-11-05T08:59:59Z")) == "quarantine restricted RCC-2026-0001");
  CHECK(decided(kMail, log, at("2026-11-05T09:00:00Z")) == "deliver unrestricted");
  log.rules.restrictions.back().ends = day("2026-11-03");
  CHECK(decided(kMail, log, at("2026-11-04T00:00:00Z")) == "deliver unrestricted");
}

TEST_CASE("an emergency lapses after 72 hours, one that is complete does not", "[policy][emergency]") {
  Restriction restriction = emergency();
  CHECK(lapses_at(restriction) == at("2026-11-05T09:00:00Z"));
  restriction.emergency->completed = at("2026-11-03T09:00:00Z");
  CHECK_FALSE(lapses_at(restriction));
  CHECK_FALSE(lapses_at(complete()));
  restriction.emergency = Emergency{};
  CHECK(lapses_at(restriction) < at("1971-01-01"));
}

TEST_CASE("an emergency needs one officer, a reason and a customer, and nothing else", "[policy][emergency]") {
  Restriction bare = emergency();
  bare.reasons.clear();
  bare.warnings.clear();
  bare.measures_considered.clear();
  bare.requested_by.reset();
  bare.authorised.reset();
  bare.informed.reset();
  bare.review_by.reset();
  CHECK(missing_now(bare).empty());
  bare.email.clear();
  CHECK(missing_now(bare).size() == 1);
  CHECK(missing_now(complete()).size() == 5);
}

TEST_CASE("an emergency by nobody, for no reason, later, or with other terms is none", "[policy][emergency]") {
  const auto missing_after = [](auto change) {
    Restriction restriction = emergency();
    change(restriction);
    return missing_now(restriction);
  };
  CHECK(missing_after([](Restriction& r) { r.emergency->by = "ict.admin"; }) ==
        std::vector<std::string>{"emergency.by: \"ict.admin\" is no authorising officer on 2026-11-02"});
  CHECK(missing_after([](Restriction& r) { r.emergency->at.reset(); }).size() == 1);
  CHECK(missing_after([](Restriction& r) { r.emergency->why = " "; }).size() == 1);
  CHECK(missing_after([](Restriction& r) { r.terms.action = Action::reject; }).size() == 1);
  CHECK(missing_after([](Restriction& r) { r.terms.contacts = {"housing@york.gov.uk"}; }).size() == 1);
  CHECK(missing_after([](Restriction& r) { r.terms.councillors.kind = CouncillorAccess::Kind::none; }).size() == 1);
  CHECK(missing_after([](Restriction& r) { r.starts = day("2026-11-03"); }).size() == 1);
  CHECK(missing_after([](Restriction& r) { r.email = {"@example.co.uk"}; }).size() == 1);
}

TEST_CASE("a review that kept it going moves the last day for the next one", "[policy][activation]") {
  Restriction restriction = complete();
  restriction.review_by = day("2027-10-20");
  restriction.reviews = {{day("2026-10-20"), "director-cbss", Outcome::maintain, "Still needed", {}}};
  CHECK(missing(restriction).empty());
  restriction.review_by = day("2027-10-21");
  CHECK(missing(restriction) ==
        std::vector<std::string>{
            "review_by: is later than 12 months after the last review (2027-10-20 at the latest, ¶11)"});
  restriction.reviews.front().outcome = Outcome::lift;
  restriction.review_by = day("2027-10-02");
  CHECK(missing(restriction).size() == 1);
  restriction.reviews = {{day("2026-09-01"), "director-cbss", Outcome::maintain, "Before the decision", {}}};
  CHECK(missing(restriction).size() == 1);
}
