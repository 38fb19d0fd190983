// What must be right in any state, drafts included: identifiers that can be read, terms that fit together.
#include "policy/record/draft_faults.hpp"

#include <catch2/catch.hpp>

#include "unit/policy/activation_samples.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

Lines of_identifiers(std::vector<std::string> email) {
  Restriction restriction = complete();
  restriction.email = std::move(email);
  return faults(restriction);
}

Lines of_terms(Terms terms) {
  Restriction restriction = complete();
  restriction.terms = std::move(terms);
  return faults(restriction);
}

Lines cannot(const std::string& text, const std::string& why) {
  return {"customer.identifiers.email: " + text + " cannot be restricted: " + why};
}

Terms with_hours(ContactHours hours) {
  Terms made = terms(Action::quarantine);
  made.hours = {std::move(hours)};
  return made;
}

}  // namespace

TEST_CASE("identifiers can be read", "[policy][draft]") {
  CHECK(of_identifiers({"alex@example.org", "@alex.example", "@.alex.example"}).empty());
  CHECK(of_identifiers({"alex", "@", "alex@example.org"}) ==
        Lines{"customer.identifiers.email: alex is neither an address nor @domain nor @.domain",
              "customer.identifiers.email: @ is neither an address nor @domain nor @.domain"});
}

TEST_CASE("a customer has an identifier, a telephone number at least", "[policy][draft]") {
  CHECK(of_identifiers({}).empty());
  Restriction nobody = complete();
  nobody.email.clear();
  nobody.telephone.clear();
  CHECK(faults(nobody) == Lines{"customer.identifiers: are missing: an e-mail address or a telephone number"});
}

TEST_CASE("an identifier is there once, in any spelling", "[policy][draft]") {
  CHECK(of_identifiers({"alex@example.org", "Alex+york@EXAMPLE.org"}) ==
        Lines{"customer.identifiers.email: Alex+york@EXAMPLE.org is there twice"});
  CHECK(of_identifiers({"alex@example.org", "@example.org", "@.example.org"}).empty());
}

TEST_CASE("addresses of the council, of councillors, officers and protected ones are no customer's",
          "[policy][draft]") {
  CHECK(of_identifiers({"tax@york.gov.uk"}) == cannot("tax@york.gov.uk", "is an address of the council"));
  CHECK(of_identifiers({"tax@sub.york.gov.uk"}) == cannot("tax@sub.york.gov.uk", "is an address of the council"));
  CHECK(of_identifiers({"Ward+x@home.test"}) == cannot("Ward+x@home.test", "is a councillor's address"));
  CHECK(of_identifiers({"ombudsman@elsewhere.test"}) == cannot("ombudsman@elsewhere.test", "is a protected address"));
  CHECK(of_identifiers({"Counsel@chambers.test"}) ==
        cannot("Counsel@chambers.test", "is an authorising officer's address"));
  CHECK(of_identifiers({"ward2@home.test", "counsel2@chambers.test", "tax@york.gov.uk.example"}).empty());
}

TEST_CASE("an officer without an address stands in nobody's way", "[policy][draft]") {
  Surroundings around;
  around.officers[2].email.clear();
  Restriction restriction = complete();
  restriction.email = {"counsel@chambers.test"};
  CHECK(faults(restriction, around).empty());
}

TEST_CASE("a guarded domain is no identifier, nor one that covers it; an address there is", "[policy][draft]") {
  CHECK(of_identifiers({"@Example.co.uk"}) == cannot("@Example.co.uk", "is guarded"));
  CHECK(of_identifiers({"@.a.example.co.uk"}) == cannot("@.a.example.co.uk", "is guarded"));
  CHECK(of_identifiers({"@.co.uk"}) == cannot("@.co.uk", "covers a guarded domain"));
  CHECK(of_identifiers({"@co.uk", "alex@example.co.uk"}).empty());
}

TEST_CASE("a forward has a manager, and every manager is the council's", "[policy][draft]") {
  CHECK(of_terms(terms(Action::forward)) ==
        Lines{"email.managers: are missing: whom a forwarded message goes to (¶10)"});
  CHECK(of_terms(terms(Action::reject)).empty());
  CHECK(of_terms(terms(Action::forward, {"m.manager", "m@example.org", "m@york.gov.uk"})) ==
        Lines{"email.managers: m.manager is no e-mail address",
              "email.managers: m@example.org is no address of the council"});
}

TEST_CASE("contacts are the council's", "[policy][draft]") {
  CHECK(of_terms(terms(Action::quarantine, {}, {"housing", "h@example.org", "h@sub.york.gov.uk"})) ==
        Lines{"email.contacts: housing is no e-mail address",
              "email.contacts: h@example.org is no address of the council"});
}

TEST_CASE("councillors listed and the alternative are the council's, and there", "[policy][draft]") {
  using Kind = CouncillorAccess::Kind;
  const Terms plain = terms(Action::quarantine);
  for (const Kind kind : {Kind::only, Kind::alternative}) {
    CHECK(of_terms(with_councillors(plain, kind, {"cllr.ward@york.gov.uk"})).empty());
    CHECK(of_terms(with_councillors(plain, kind)) == Lines{"email.councillors: names no address"});
    CHECK(of_terms(with_councillors(plain, kind, {"ward", "ward@home.test"})) ==
          Lines{"email.councillors: ward is no e-mail address",
                "email.councillors: ward@home.test is no address of the council"});
  }
  for (const Kind kind : {Kind::undecided, Kind::all, Kind::none})
    CHECK(of_terms(with_councillors(plain, kind)).empty());
}

TEST_CASE("to hold is for outside the hours only", "[policy][draft]") {
  CHECK(of_terms(terms(Action::hold)) == Lines{"email.action: hold is for outside_hours only"});
}

TEST_CASE("hours have days, and begin before they end", "[policy][draft]") {
  CHECK(of_terms(with_hours({{std::chrono::Monday}, 9h, 24h})).empty());
  CHECK(of_terms(with_hours({{}, 9h, 12h})) == Lines{"email.hours: an entry has no days"});
  CHECK(of_terms(with_hours({{std::chrono::Monday}, 12h, 9h})) ==
        Lines{"email.hours: from 12:00 is not before to 09:00"});
  CHECK(of_terms(with_hours({{std::chrono::Monday}, 9h, 9h})) ==
        Lines{"email.hours: from 09:00 is not before to 09:00"});
}

TEST_CASE("hours do not overlap, on a day that two entries share", "[policy][draft]") {
  const auto both = [](ContactHours first, ContactHours second) {
    Terms made = terms(Action::quarantine);
    made.hours = {std::move(first), std::move(second)};
    return of_terms(made);
  };
  const std::vector<std::chrono::weekday> kMonday{std::chrono::Monday};
  CHECK(both({kMonday, 9h, 12h}, {kMonday, 12h, 17h}).empty());
  CHECK(both({kMonday, 9h, 12h}, {{std::chrono::Tuesday}, 9h, 12h}).empty());
  CHECK(both({kMonday, 9h, 12h}, {{std::chrono::Tuesday, std::chrono::Monday}, 11h + 59min, 13h}) ==
        Lines{"email.hours: mon 09:00 to 12:00 and tue mon 11:59 to 13:00 overlap: write one interval"});
  CHECK(both({kMonday, 9h, 12h}, {kMonday, 10h, 11h}) ==
        Lines{"email.hours: mon 09:00 to 12:00 and mon 10:00 to 11:00 overlap: write one interval"});
  CHECK(both({kMonday, 9h, 12h}, {kMonday, 9h, 12h}) ==
        Lines{"email.hours: mon 09:00 to 12:00 and mon 09:00 to 12:00 overlap: write one interval"});
}

TEST_CASE("a volume lets one message through at least", "[policy][draft]") {
  Terms counted = terms(Action::quarantine);
  counted.volume = Volume{1, Period::day};
  CHECK(of_terms(counted).empty());
  counted.volume = Volume{0, Period::day};
  CHECK(of_terms(counted) == Lines{"email.volume: must allow one message at least"});
}

TEST_CASE("what happens outside the hours and beyond the volume needs hours and a volume, and is fit for it",
          "[policy][draft]") {
  Terms made = with_hours({{std::chrono::Monday}, 9h, 12h});
  made.volume = Volume{5, Period::week};
  for (const Action action : {Action::hold, Action::quarantine, Action::reject, Action::junk}) {
    made.outside_hours = action;
    CHECK(of_terms(made).empty());
  }
  for (const Action action : {Action::deliver, Action::forward}) {
    made.outside_hours = action;
    CHECK(of_terms(made) == Lines{"email.outside_hours: must be hold, quarantine, reject or junk"});
  }
  made.outside_hours = Action::hold;
  made.beyond_volume = Action::hold;
  CHECK(of_terms(made) == Lines{"email.beyond_volume: must be quarantine, reject or junk"});
  made.beyond_volume = Action::junk;
  CHECK(of_terms(made).empty());
  made.hours.clear();
  made.volume.reset();
  CHECK(of_terms(made) ==
        Lines{"email.outside_hours: is given without hours", "email.beyond_volume: is given without volume"});
}

TEST_CASE("an end does not come before its start", "[policy][draft]") {
  Restriction restriction = complete();
  restriction.ends = restriction.starts;
  CHECK(faults(restriction).empty());
  restriction.ends = day("2026-10-02");
  CHECK(faults(restriction) == Lines{"ends: is before starts"});
  restriction.starts.reset();
  CHECK(faults(restriction).empty());
}
