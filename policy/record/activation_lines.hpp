// What the checks before a restriction comes into force have in common. Pure. Private to policy/; activation.hpp is the
// door.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "policy/ascii.hpp"
#include "policy/record/activation.hpp"

namespace postern::policy {

/// A day that is needed, and does not lie in the future.
void check_date(std::vector<std::string>& lines, const char* key, const std::optional<Day>& day,
                const ActivationContext& context);

}  // namespace postern::policy
