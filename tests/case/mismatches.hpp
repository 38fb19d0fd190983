// A case beside what came of it.
#pragma once
#include <string>
#include <vector>

#include "case/outcome.hpp"

namespace postern::cases {

/// A line for everything that is not as the case says, and for everything that the case does not speak of: a copy too
/// many, something kept, a refusal.
std::vector<std::string> mismatches(const Case& one, const Outcome& outcome);

}  // namespace postern::cases
