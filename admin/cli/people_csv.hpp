// Councillors and protected addresses from CSV files with a header line. Pure.
#pragma once
#include <string>
#include <string_view>

#include "admin/service/document/rules_document.hpp"

namespace postern::cli {

/// Columns name, ward and address, in any order; ward may be left out. Several addresses of one councillor stand in one
/// field with spaces or `;` between. Every problem in one go, each `NAME:LINE: …`.
policy::Result<admin::RulesDocument> councillors_from_csv(std::string_view text, const std::string& name);
/// Columns address and why; why may be left out.
policy::Result<admin::RulesDocument> protected_from_csv(std::string_view text, const std::string& name);

}  // namespace postern::cli
