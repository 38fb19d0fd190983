// Reviews, representations, letters, notes, more addresses.
#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

admin::ReviewMade made(policy::Outcome outcome, const std::string& next = "", const std::string& by = kOfficer,
                       const std::string& note = "Looked at") {
  return {by, outcome, note, policy::day_from_text(next)};
}

std::vector<std::string> refused_review(Desk& desk, const admin::ReviewMade& review) {
  return refusal<admin::Stepped>(desk, [&] { return admin::review(*desk.store, kRef, review, desk.acting); });
}

std::vector<std::string> refused_representation(Desk& desk, const admin::RepresentationMade& one) {
  return refusal<admin::Stepped>(desk, [&] { return admin::represent(*desk.store, kRef, one, desk.acting); });
}

std::vector<std::string> refused_address(Desk& desk, const std::string& address) {
  return refusal<admin::Stepped>(
      desk, [&] { return admin::add_address(*desk.store, kRef, address, "The same person", desk.acting); });
}

}  // namespace

TEST_CASE("a review that maintains sets the next date, twelve months later at the latest", "[admin][review]") {
  Desk desk;
  bring_to(desk, State::in_force);
  auto stepped =
      taken(desk, [&] { return admin::review(*desk.store, kRef, made(policy::Outcome::maintain), desk.acting); });
  CHECK(stepped.restriction.review_by == day("2027-11-02"));
  CHECK(stepped.restriction.reviews.back().next == day("2027-11-02"));
  CHECK(stepped.missing.empty());
  stepped = taken(desk, [&] {
    return admin::review(*desk.store, kRef, made(policy::Outcome::maintain, "2027-01-31"), desk.acting);
  });
  CHECK(stepped.restriction.review_by == day("2027-01-31"));
  CHECK(stepped.restriction.reviews.size() == 2);
  CHECK(mentions(refused_review(desk, made(policy::Outcome::maintain, "2027-11-03")), "later than 12 months"));
  CHECK(mentions(refused_review(desk, made(policy::Outcome::maintain, "2026-11-01")), "lies in the past"));
}

TEST_CASE("a review needs an officer of today and a note, and lifting has no next one", "[admin][review]") {
  Desk desk;
  bring_to(desk, State::in_force);
  CHECK(refused_review(desk, made(policy::Outcome::maintain, "2030-01-01", "former", " ")).size() == 3);
  CHECK(mentions(refused_review(desk, made(policy::Outcome::lift, "2027-01-01")), "has no next one"));
}

TEST_CASE("a review that varies expects other terms, one that lifts ends it", "[admin][review]") {
  Desk desk;
  bring_to(desk, State::in_force);
  auto stepped =
      taken(desk, [&] { return admin::review(*desk.store, kRef, made(policy::Outcome::vary), desk.acting); });
  CHECK(mentions(stepped.notes, "now propose its new terms"));
  REQUIRE(admin::vary(*desk.store, kRef, new_terms("{action: junk, councillors: all}"), "", desk.acting));
  stepped = taken(desk, [&] { return admin::review(*desk.store, kRef, made(policy::Outcome::vary), desk.acting); });
  CHECK(mentions(stepped.notes, "waits to be authorised"));
  stepped = taken(desk, [&] { return admin::review(*desk.store, kRef, made(policy::Outcome::lift), desk.acting); });
  CHECK(stepped.restriction.status == policy::Status::ended);
  CHECK(stepped.restriction.ended->how == policy::Ending::lifted);
  CHECK(desk.store->rules()->restrictions.empty());
}

TEST_CASE("a representation waits, and is completed with its outcome", "[admin][represent]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const policy::Day on = day("2026-11-01");
  auto stepped = taken(desk, [&] { return admin::represent(*desk.store, kRef, {on, "Unfair", "", ""}, desk.acting); });
  CHECK(mentions(stepped.notes, "has to consider it"));
  CHECK(mentions(refused_representation(desk, {on, "Unfair", "", ""}), "recorded already"));
  stepped = taken(desk, [&] { return admin::review(*desk.store, kRef, made(policy::Outcome::maintain), desk.acting); });
  CHECK(mentions(stepped.notes, "nobody has considered yet: 1"));
  stepped = taken(desk, [&] {
    return admin::represent(*desk.store, kRef, {on, "", "Maintained", kOfficer}, desk.acting);
  });
  REQUIRE(stepped.restriction.representations.size() == 1);
  CHECK(stepped.restriction.representations.front() ==
        policy::Representation{on, "Unfair", "Maintained", kOfficer, day("2026-11-02")});
}

TEST_CASE("two representations of one day are told apart by their text, and no text is lost", "[admin][represent]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const policy::Day on = day("2026-11-01");
  REQUIRE(admin::represent(*desk.store, kRef, {on, "First", "", ""}, desk.acting));
  REQUIRE(admin::represent(*desk.store, kRef, {on, "Second", "", ""}, desk.acting));
  REQUIRE(admin::represent(*desk.store, kRef, {on, "Second", "Kept", kOfficer}, desk.acting));
  REQUIRE(admin::represent(*desk.store, kRef, {on, "First, in other words", "Kept", kOfficer}, desk.acting));
  const auto all = desk.restriction(kRef).representations;
  REQUIRE(all.size() == 2);
  CHECK(all[0].text == "First\nFirst, in other words");
  CHECK(all[1].text == "Second");
  REQUIRE(admin::represent(*desk.store, kRef, {on, "Third", "Kept", kOfficer}, desk.acting));
  CHECK(desk.restriction(kRef).representations.size() == 3);
}

TEST_CASE("a representation without a text, from tomorrow, or judged by nobody is refused", "[admin][represent]") {
  Desk desk;
  bring_to(desk, State::in_force);
  CHECK(refused_representation(desk, {day("2026-11-03"), "", "", "director-cbss"}).size() == 3);
  CHECK(mentions(refused_representation(desk, {day("2026-11-01"), "Unfair", "Kept", "nobody"}), "no authorising"));
}

TEST_CASE("a letter before the decision, from tomorrow or by nobody tells nobody", "[admin][inform]") {
  Desk desk;
  bring_to(desk, State::authorised);
  const auto refused = [&](const policy::Informed& informed) {
    return refusal<admin::Stepped>(desk, [&] { return admin::inform(*desk.store, kRef, informed, desk.acting); });
  };
  CHECK(mentions(refused({day("2026-10-31"), "letter", ""}), "is before the decision"));
  CHECK(mentions(refused({day("2026-11-03"), "letter", ""}), "lies in the future"));
  CHECK(mentions(refused({day("2026-11-02"), "", ""}), "informed.how"));
  CHECK(mentions(refused({day("2026-11-02"), "letter", "nobody"}), "informed.by"));
}

TEST_CASE("a change of circumstances makes a review due today, and never later than it was", "[admin][note]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const auto stepped = taken(desk, [&] { return admin::add_note(*desk.store, kRef, "Repaired", true, desk.acting); });
  CHECK(stepped.restriction.review_by == day("2026-11-02"));
  CHECK(stepped.restriction.notes.front() == policy::Note{day("2026-11-02"), "ict.admin", "Repaired", true});
  desk.acting.now += std::chrono::days{3};
  REQUIRE(admin::add_note(*desk.store, kRef, "Repaired again", true, desk.acting));
  CHECK(desk.restriction(kRef).review_by == day("2026-11-02"));
  CHECK_FALSE(admin::add_note(*desk.store, kRef, " ", false, desk.acting));
}

TEST_CASE("another address of the same person counts at once", "[admin][address]") {
  Desk desk;
  bring_to(desk, State::in_force);
  REQUIRE(admin::add_address(*desk.store, kRef, "alex@example.net", "The same person", desk.acting));
  CHECK(desk.store->rules()->restrictions.front().identifiers.size() == 2);
  CHECK(desk.restriction(kRef).authorised == decision());
}

TEST_CASE("a domain, somebody else's address, or one of the council is no other address", "[admin][address]") {
  Desk desk;
  bring_to(desk, State::in_force);
  desk.applied("restrictions:\n" + good_restriction("kim@example.net"));
  CHECK(mentions(refused_address(desk, "@alex.example"), "is a domain"));
  CHECK(mentions(refused_address(desk, "not an address"), "is no e-mail address"));
  CHECK(mentions(refused_address(desk, "Kim+x@example.net"), "is in force in RCC-2026-0002 already"));
  CHECK(mentions(refused_address(desk, "ALEX@example.org"), "is there twice"));
  CHECK(mentions(refused_address(desk, "tax@york.gov.uk"), "is an address of the council"));
  CHECK(mentions(refused_address(desk, "restricted-contact@york.gov.uk"), "cannot be restricted"));
}
