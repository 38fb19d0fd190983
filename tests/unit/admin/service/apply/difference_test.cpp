#include "admin/service/apply/difference.hpp"

#include <catch2/catch.hpp>

using namespace postern;

namespace {

using Lines = std::vector<std::string>;

policy::Restriction alex() {
  policy::Restriction one;
  one.customer_name = "Alex";
  one.email = {"alex@example.org", "BOB2@EXAMPLE.org"};
  one.reasons = "Forty";
  one.terms.managers = {"m.manager@york.gov.uk"};
  one.ends = policy::day_from_text("2027-10-02");
  return one;
}

}  // namespace

TEST_CASE("an address that goes is named", "[admin][apply]") {
  policy::Restriction after = alex();
  after.email = {"alex@example.org"};
  CHECK(admin::differences(alex(), after) == Lines{"customer.identifiers.email: removes BOB2@EXAMPLE.org"});
  CHECK(admin::differences(after, alex()) == Lines{"customer.identifiers.email: adds BOB2@EXAMPLE.org"});
}

TEST_CASE("a value that changes is told before and after", "[admin][apply]") {
  policy::Restriction after = alex();
  after.reasons = "Fifty";
  after.ends = std::nullopt;
  after.legal_hold = true;
  after.terms.volume = policy::Volume{5, policy::Period::week};
  after.warnings = {{policy::day_from_text("2026-08-01"), "Housing", "By telephone"}};
  CHECK(admin::differences(alex(), after) ==
        Lines{"reasons: \"Forty\" becomes \"Fifty\"", "email.volume.messages: adds 5",
              "email.volume.per: adds \"week\"", "ends: removes \"2027-10-02\"",
              "warnings: adds on: 2026-08-01, by: Housing, note: By telephone", "legal_hold: adds true"});
}

TEST_CASE("one kind of value in the place of another is told whole", "[admin][apply]") {
  policy::Restriction before = alex();
  before.terms.any_contact = true;
  policy::Restriction after = alex();
  after.terms.contacts = {"a@york.gov.uk", "b@york.gov.uk"};
  CHECK(admin::differences(before, after) == Lines{"email.contacts: \"any\" becomes a@york.gov.uk, b@york.gov.uk"});
}

TEST_CASE("another order is told as that", "[admin][apply]") {
  policy::Restriction after = alex();
  std::swap(after.email.front(), after.email.back());
  CHECK(admin::differences(alex(), after) == Lines{"customer.identifiers.email: in another order"});
}

TEST_CASE("nothing is told of what stays, nor of the status", "[admin][apply]") {
  policy::Restriction after = alex();
  after.status = policy::Status::in_force;
  CHECK(admin::differences(alex(), after).empty());
}

TEST_CASE("a choice that a document does not have is named", "[admin][apply]") {
  policy::Councillor before{"C. Ward", "", {"cllr.ward@york.gov.uk"}, {}};
  policy::Choice junk;
  junk.customer = "alex@example.org";
  before.choices = {junk};
  policy::Councillor after = before;
  after.choices.clear();
  CHECK(admin::choice_differences(before, after) == Lines{"choices: removes customer: alex@example.org, action: junk"});
  CHECK(admin::choice_differences(before, before).empty());
}
