// What is wrong with a restriction in any state: identifiers and terms that cannot be carried out. Pure. Private to
// policy/; activation.hpp is the door.
#pragma once
#include <string>
#include <vector>

#include "policy/address/identifier.hpp"
#include "policy/record/activation.hpp"

namespace postern::policy {

std::vector<std::string> identifier_faults(const Restriction& restriction, const ActivationContext& context);
std::vector<std::string> terms_faults(const Terms& terms, const ActivationContext& context);

}  // namespace postern::policy
