#include "unit/policy/activation_samples.hpp"

#include "unit/policy/samples.hpp"

namespace postern::policy::samples {

Restriction complete() {
  Restriction restriction;
  restriction.reference = "RCC-2026-0001";
  restriction.customer_name = "Alex Example";
  restriction.email = {"alex@example.org", "@alex.example"};
  restriction.telephone = {"+44 1904 496 0000"};
  restriction.requested_by = Person{"Housing Services", "housing.lead@york.gov.uk"};
  restriction.drafted_by = "ict.admin";
  restriction.reasons = "Forty messages in a week.";
  restriction.warnings = {{day("2026-08-01"), "Housing Services", "By telephone"}};
  restriction.measures_considered = "A single point of contact.";
  restriction.terms = terms(Action::forward, {"m.manager@york.gov.uk"}, {"housing@york.gov.uk"});
  restriction.authorised = Authorisation{"director-cbss", day("2026-10-01"), "Memo of 1 October 2026"};
  restriction.informed = Informed{day("2026-10-02"), "letter", ""};
  restriction.starts = day("2026-10-03");
  restriction.ends = day("2027-10-02");
  restriction.review_by = day("2027-09-30");
  return restriction;
}

Surroundings::Surroundings() : council(york()), address_rules(rules_of_york()), today(day("2026-11-02")) {
  AuthorisingOfficer former{"director-cbss", "Old Director", "Director", "old@york.gov.uk", "old.director", {}, {}};
  former.until = day("2026-09-30");
  AuthorisingOfficer present{"director-cbss", "The Director", "Director", "director@york.gov.uk", "director", {}, {}};
  present.from = day("2026-10-01");
  AuthorisingOfficer outside{"counsel", "A. Counsel", "Counsel", "counsel@chambers.test", "", {}, {}};
  officers = {former, present, outside};
}

ActivationContext Surroundings::context() const {
  const auto guarded = [](std::string_view domain, bool and_below) -> std::string {
    if (domain == "example.co.uk" || domain.ends_with(".example.co.uk")) return "is guarded";
    return and_below && domain == "co.uk" ? "covers a guarded domain" : "";
  };
  const auto owner = [this](std::string_view key) {
    const auto found = owners.find(std::string(key));
    return found == owners.end() ? std::string() : found->second;
  };
  return {.council = council,
          .address_rules = address_rules,
          .officers = officers,
          .is_guarded = guarded,
          .belongs_to = owner,
          .is_councillor = [](const Address& one) { return one.text() == "ward@home.test"; },
          .is_protected = [](const Address& one) { return one.text() == "ombudsman@elsewhere.test"; },
          .today = today,
          .review_within_months = review_within_months};
}

std::vector<std::string> missing(const Restriction& restriction, const Surroundings& around) {
  return missing_for_force(restriction, around.context());
}

std::vector<std::string> faults(const Restriction& restriction, const Surroundings& around) {
  return faults_of_draft(restriction, around.context());
}

}  // namespace postern::policy::samples
