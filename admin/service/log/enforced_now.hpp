// Whether a restriction does anything on a day, and why not. Pure.
#pragma once
#include <string>

#include "policy/record/restriction.hpp"

namespace postern::admin {

/// `not enforced: a draft`, `starts on 2026-12-01`, `not enforced: it ended on 2026-10-01`: why this restriction does
/// nothing on `day`; empty where it is in force then.
std::string why_not_enforced(const policy::Restriction& restriction, policy::Day day);

}  // namespace postern::admin
