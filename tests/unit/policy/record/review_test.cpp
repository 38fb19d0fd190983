#include "policy/record/review.hpp"

#include <catch2/catch.hpp>

#include "unit/policy/activation_samples.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

constexpr std::chrono::days kMonth{30};

Restriction due_by(std::string_view text) {
  Restriction restriction = complete();
  restriction.status = Status::in_force;
  restriction.review_by = day(text);
  return restriction;
}

Note changed_on(std::string_view text) {
  return {day(text), "housing", "Repaired", true};
}

}  // namespace

TEST_CASE("a review is due from the time ahead on, and while it is overdue", "[policy][review]") {
  CHECK_FALSE(review_is_due(due_by("2026-12-03"), day("2026-11-02"), kMonth));
  CHECK(review_is_due(due_by("2026-12-02"), day("2026-11-02"), kMonth));
  CHECK(review_is_due(due_by("2026-01-01"), day("2026-11-02"), kMonth));
  Restriction undated = due_by("2026-11-02");
  undated.review_by.reset();
  CHECK_FALSE(review_is_due(undated, day("2026-11-02"), kMonth));
}

TEST_CASE("what is over is never due", "[policy][review]") {
  for (const Status status : {Status::ended, Status::declined}) {
    Restriction over = due_by("2026-11-02");
    over.status = status;
    over.notes = {changed_on("2026-11-01")};
    CHECK_FALSE(review_is_due(over, day("2026-11-02"), kMonth));
  }
}

TEST_CASE("a change of circumstances is due until it was reviewed", "[policy][review]") {
  Restriction restriction = due_by("2027-09-30");
  restriction.notes = {{day("2026-11-01"), "ict", "A note", false}};
  CHECK_FALSE(review_is_due(restriction, day("2026-11-02"), kMonth));
  restriction.notes.push_back(changed_on("2026-11-01"));
  CHECK(review_is_due(restriction, day("2026-11-02"), kMonth));
  restriction.reviews = {{day("2026-10-31"), "director-cbss", Outcome::maintain, "Before it", {}}};
  CHECK(review_is_due(restriction, day("2026-11-02"), kMonth));
  restriction.reviews.push_back({day("2026-11-01"), "director-cbss", Outcome::vary, "After it", {}});
  CHECK_FALSE(circumstances_changed(restriction));
  CHECK_FALSE(review_is_due(restriction, day("2026-11-02"), kMonth));
}

TEST_CASE("the last review is the latest one that kept it going", "[policy][review]") {
  Restriction restriction = due_by("2027-09-30");
  CHECK_FALSE(last_review(restriction));
  restriction.reviews = {{day("2026-11-02"), "director-cbss", Outcome::vary, "", {}},
                         {day("2026-11-01"), "director-cbss", Outcome::maintain, "", {}},
                         {day("2026-11-03"), "director-cbss", Outcome::lift, "", {}},
                         {std::nullopt, "director-cbss", Outcome::maintain, "", {}}};
  CHECK(last_review(restriction) == day("2026-11-02"));
}
