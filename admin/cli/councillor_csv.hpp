// Councillors from a CSV file (RFC 4180). Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/councillor.hpp"
#include "policy/result.hpp"

namespace postern::cli {

/// The first line names the columns: name, ward and address, in any order. Several addresses of one councillor stand in
/// one field with spaces or `;` between. Every problem in one go, each `NAME:LINE: …`.
policy::Result<std::vector<policy::Councillor>> councillors_from_csv(std::string_view text, const std::string& name);

}  // namespace postern::cli
