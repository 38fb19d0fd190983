// The header fields that a treatment puts on a message or its copy. Pure.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "policy/decision/plan.hpp"

namespace postern::mail {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

/// X-Postern-Action for forward, naming `original_recipients`; `junk_headers` for junk; none for the others.
NamedValues treatment_fields(const policy::Treatment& treatment, const std::vector<std::string>& original_recipients,
                             const NamedValues& junk_headers);

}  // namespace postern::mail
