// A restriction that may come into force, and all that the checks ask about: each test breaks one thing.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "policy/record/activation.hpp"

namespace postern::policy::samples {

/// RCC-2026-0001 of alex@example.org, right in everything on 2 November 2026.
Restriction complete();

/// York, with one post whose holder changed on 1 October 2026; example.co.uk and all below it is guarded.
class Surroundings {
 public:
  Surroundings();
  ActivationContext context() const;

  Council council;
  AddressRules address_rules;
  std::vector<AuthorisingOfficer> officers;
  std::map<std::string, Reference> owners;  ///< canonical key to the restriction in force that has it
  Day today;
  int review_within_months = 12;
};

std::vector<std::string> missing(const Restriction& restriction, const Surroundings& around = {});
std::vector<std::string> faults(const Restriction& restriction, const Surroundings& around = {});

}  // namespace postern::policy::samples
