// What changes between two versions of one restriction, value by value, in words. Pure.
#pragma once
#include <string>
#include <vector>

#include "policy/record/councillor.hpp"
#include "policy/record/restriction.hpp"

namespace postern::admin {

/// A part for each value, under its key in the rules document: `customer.identifiers.email: removes b@example.org`,
/// `reasons: "A" becomes "B"`, `ends: adds "2027-10-02"`. Empty where nothing differs. The status is not among them.
std::vector<std::string> differences(const policy::Restriction& before, const policy::Restriction& after);
/// The same for the choices of one councillor: `choices: removes customer: alex@example.org, action: junk`.
std::vector<std::string> choice_differences(const policy::Councillor& before, const policy::Councillor& after);

}  // namespace postern::admin
