// A report for people, for scripts and for spreadsheets: the same rows as text, JSON and CSV. Pure.
#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "admin/cli/invocation.hpp"

namespace postern::cli {

struct ReportTable {
  std::vector<std::string> columns;
  std::vector<std::vector<Json>> rows;  ///< texts, numbers, booleans, null, or arrays of texts
};

/// A cell as people and spreadsheets see it: nothing for null, yes and no, texts with `; ` between.
std::string cell_text(const Json& cell);
/// An array of objects.
Json json_of(const ReportTable& table);
/// RFC 4180, with a header line.
std::string csv_of(const ReportTable& table);
/// JSON or CSV, as asked for; false where it is text that is wanted.
bool print_for_machines(Invocation& invocation, const ReportTable& table);

}  // namespace postern::cli
