// From decisions to one message (decision.md 5): shares, copies, who is removed and who is added.
#include "policy/decision/plan.hpp"

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

using Indexes = std::vector<std::size_t>;

Decision decision(const std::string& recipient, Action action, const std::vector<std::string>& forward_to = {},
                  const std::string& reference = "RCC-2026-0001") {
  Decision made{.recipient = address(recipient)};
  made.action = action;
  made.rule = action == Action::deliver ? Rule::permitted_contact : Rule::restricted;
  made.restriction = reference;
  made.forward_to = addresses(forward_to);
  if (action == Action::reject) made.reply = "not " + recipient;
  return made;
}

Plan planned(const std::vector<Decision>& decisions, bool can_refuse = true) {
  return plan(decisions, Path{can_refuse});
}

}  // namespace

TEST_CASE("no decisions make a plan that accepts and does nothing", "[policy][plan]") {
  CHECK(planned({}) == Plan{});
  CHECK_FALSE(changes_anything(planned({})));
}

TEST_CASE("whoever delivers, by whatever rule, is one share", "[policy][plan]") {
  Decision unrestricted{.recipient = address("a@york.gov.uk")};
  const Plan made = planned({unrestricted, decision("b@york.gov.uk", Action::deliver)});
  REQUIRE(made.in_place.has_value());
  CHECK(made.in_place->recipients == Indexes{0, 1});
  CHECK_FALSE(made.in_place->treatment.restriction.has_value());
  CHECK_FALSE(changes_anything(made));
}

TEST_CASE("a forward in place takes everybody off and puts the managers on", "[policy][plan]") {
  const Plan made = planned({decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk", "n@york.gov.uk"}),
                             decision("b@york.gov.uk", Action::forward, {"m@york.gov.uk", "n@york.gov.uk"})});
  CHECK(made.verdict == Verdict::accept);
  CHECK(made.in_place->recipients == Indexes{0, 1});
  CHECK(made.removed == Indexes{0, 1});
  CHECK(made.added == addresses({"m@york.gov.uk", "n@york.gov.uk"}));
  CHECK(made.copies.empty());
  CHECK(changes_anything(made));
}

TEST_CASE("a manager who is a recipient already gets one copy, the forwarded one", "[policy][plan]") {
  SECTION("alone with the forward: stays, and is not added again") {
    const Plan made = planned({decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk", "n@york.gov.uk"}),
                               decision("M+x@york.gov.uk", Action::deliver)});
    CHECK(made.in_place->treatment.action == Action::forward);
    CHECK(made.removed == Indexes{0});
    CHECK(made.added == addresses({"n@york.gov.uk"}));
  }
  SECTION("two spellings of the manager: one stays") {
    const Plan made = planned({decision("m@york.gov.uk", Action::deliver), decision("M+x@york.gov.uk", Action::deliver),
                               decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"})});
    CHECK(made.removed == Indexes{1, 2});
    CHECK(made.added.empty());
  }
  SECTION("beside somebody who is delivered: taken off, and the copy goes there") {
    const Plan made = planned({decision("b@york.gov.uk", Action::deliver), decision("m@york.gov.uk", Action::deliver),
                               decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"})});
    CHECK(made.in_place->recipients == Indexes{0});
    CHECK(made.removed == Indexes{1, 2});
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies[0].recipients == Indexes{2});
  }
  SECTION("beside a junk copy: the same") {
    const Plan made = planned({decision("b@york.gov.uk", Action::junk), decision("m@york.gov.uk", Action::deliver),
                               decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"})});
    CHECK(made.in_place->treatment.action == Action::junk);
    CHECK(made.removed == Indexes{1, 2});
    CHECK(made.copies.size() == 1);
  }
  SECTION("the manager of a second forward is taken off the first, which is in place") {
    const Plan made = planned({decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"}),
                               decision("b@york.gov.uk", Action::forward, {"n@york.gov.uk"}, "RCC-2026-0002"),
                               decision("n@york.gov.uk", Action::deliver)});
    CHECK(made.in_place->treatment.forward_to == addresses({"m@york.gov.uk"}));
    CHECK(made.removed == Indexes{0, 1, 2});
    CHECK(made.added == addresses({"m@york.gov.uk"}));
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies[0].treatment.forward_to == addresses({"n@york.gov.uk"}));
  }
}

TEST_CASE("two forwards to different places, or under two restrictions, are two copies", "[policy][plan]") {
  CHECK(planned({decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"}),
                 decision("b@york.gov.uk", Action::forward, {"n@york.gov.uk"})})
            .copies.size() == 1);
  CHECK(planned({decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"}),
                 decision("b@york.gov.uk", Action::forward, {"m@york.gov.uk"}, "RCC-2026-0002")})
            .copies.size() == 1);
  CHECK(planned({decision("a@york.gov.uk", Action::forward, {"m@york.gov.uk"}),
                 decision("b@york.gov.uk", Action::forward, {"m@york.gov.uk"})})
            .copies.empty());
}

TEST_CASE("two councillors' junk choices are two copies, one councillor's is one", "[policy][plan]") {
  Decision one = decision("a@york.gov.uk", Action::junk);
  one.restriction.reset();
  one.choice_of = address("a@york.gov.uk");
  Decision second = one;
  second.recipient = address("a2@york.gov.uk");
  Decision other = one;
  other.recipient = address("b@york.gov.uk");
  other.choice_of = address("b@york.gov.uk");
  const Plan made = planned({one, other, second});
  CHECK(made.in_place->recipients == Indexes{0, 2});
  REQUIRE(made.copies.size() == 1);
  CHECK(made.copies[0].recipients == Indexes{1});
  CHECK(made.removed == Indexes{1});
}

TEST_CASE("a refusal of everybody says the first recipient's words", "[policy][plan]") {
  const Plan made = planned({decision("a@york.gov.uk", Action::reject), decision("b@york.gov.uk", Action::reject)});
  CHECK(made.verdict == Verdict::reject);
  CHECK(made.reply == "not a@york.gov.uk");
  CHECK(made.kept.empty());
  CHECK(made.removed.empty());
  CHECK(changes_anything(made));
}

TEST_CASE("a refusal in mixed company is kept for those recipients, and marked as refused", "[policy][plan]") {
  const Plan made = planned({decision("a@york.gov.uk", Action::reject), decision("b@york.gov.uk", Action::deliver)});
  CHECK(made.verdict == Verdict::accept);
  REQUIRE(made.kept.size() == 1);
  CHECK(made.kept[0].treatment.action == Action::reject);
  CHECK(made.kept[0].recipients == Indexes{0});
  CHECK(made.removed == Indexes{0});
}

TEST_CASE("where nothing can be refused, a refusal is kept in the quarantine", "[policy][plan]") {
  const Plan made = planned({decision("a@york.gov.uk", Action::reject)}, false);
  CHECK(made.verdict == Verdict::discard);
  CHECK(made.reply.empty());
  REQUIRE(made.kept.size() == 1);
  CHECK(made.kept[0].treatment.action == Action::quarantine);
  const Plan merged =
      planned({decision("a@york.gov.uk", Action::reject), decision("b@york.gov.uk", Action::quarantine)}, false);
  REQUIRE(merged.kept.size() == 1);
  CHECK(merged.kept[0].recipients == Indexes{0, 1});
}

TEST_CASE("when all is kept the message is discarded, and nobody is taken off it", "[policy][plan]") {
  const Plan made = planned({decision("a@york.gov.uk", Action::quarantine), decision("b@york.gov.uk", Action::hold)});
  CHECK(made.verdict == Verdict::discard);
  CHECK(made.kept.size() == 2);
  CHECK(made.removed.empty());
  CHECK(changes_anything(made));
}

TEST_CASE("where more than a thousand would be taken off, all that is sent is a copy", "[policy][plan]") {
  std::vector<Decision> many;
  for (int i = 0; i < 1000; ++i) {
    many.push_back(decision("r" + std::to_string(i) + "@york.gov.uk", Action::forward, {"m@york.gov.uk"}));
  }
  const Plan forwarded = planned(many);
  CHECK((forwarded.verdict == Verdict::accept && forwarded.removed.size() == 1000));
  many.push_back(decision("foi@york.gov.uk", Action::deliver));
  const Plan mixed = planned(many);
  CHECK((mixed.verdict == Verdict::accept && mixed.removed.size() == 1000));
  CHECK(mixed.in_place->recipients == Indexes{1000});
  many.push_back(decision("last@york.gov.uk", Action::forward, {"m@york.gov.uk"}));
  Plan made = planned(many);
  CHECK(made.verdict == Verdict::discard);
  CHECK_FALSE(made.in_place.has_value());
  CHECK((made.removed.empty() && made.added.empty()));
  REQUIRE(made.copies.size() == 2);
  CHECK(made.copies[0].treatment.action == Action::deliver);
  CHECK(made.copies[0].recipients == Indexes{1000});
  CHECK(made.copies[1].recipients.size() == 1001);
  many.erase(many.begin() + 1000);
  made = planned(many);
  CHECK((made.verdict == Verdict::discard && made.copies.size() == 1 && made.kept.empty()));
}

TEST_CASE("each thing that a plan does is a change by itself", "[policy][plan]") {
  const Share share{{.action = Action::junk, .forward_to = {}, .restriction = {}, .choice_of = {}}, {0}};
  CHECK_FALSE(changes_anything(Plan{}));
  CHECK(changes_anything(Plan{
      .verdict = Verdict::discard, .reply = "", .in_place = {}, .copies = {}, .kept = {}, .removed = {}, .added = {}}));
  Plan plan_with;
  plan_with.copies = {share};
  CHECK(changes_anything(plan_with));
  plan_with = {};
  plan_with.kept = {share};
  CHECK(changes_anything(plan_with));
  plan_with = {};
  plan_with.removed = {0};
  CHECK(changes_anything(plan_with));
  plan_with = {};
  plan_with.added = addresses({"a@york.gov.uk"});
  CHECK(changes_anything(plan_with));
  plan_with = {};
  plan_with.in_place = share;
  CHECK(changes_anything(plan_with));
  plan_with.in_place->treatment.action = Action::deliver;
  CHECK_FALSE(changes_anything(plan_with));
}
