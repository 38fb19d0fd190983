#include "admin/cli/people_csv.hpp"

#include <algorithm>

#include "admin/cli/csv.hpp"

namespace postern::cli {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = text.find_first_not_of(" ;"); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" ;", at), text.size());
    found.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(" ;", end);
  }
  return found;
}

/// A line for each of the columns that is empty in this row.
void need(const CsvRow& row, const std::string& name, std::initializer_list<const char*> columns,
          std::vector<std::string>& problems) {
  for (const char* column : columns) {
    if (!words(row.field(column)).empty()) continue;
    problems.push_back(name + ":" + std::to_string(row.line) + ": the " + column + " is missing");
  }
}

}  // namespace

policy::Result<admin::RulesDocument> councillors_from_csv(std::string_view text, const std::string& name) {
  const auto rows = csv_rows(text, name, {"name", "address"}, {"ward"});
  if (!rows) return rows.error();
  admin::RulesDocument document;
  document.name = name;
  std::vector<std::string> problems;
  for (const CsvRow& row : *rows) {
    need(row, name, {"name", "address"}, problems);
    document.councillors.push_back({row.field("name"), row.field("ward"), words(row.field("address")), {}});
    document.councillor_lines.push_back(row.line);
  }
  if (!problems.empty()) return policy::Error{policy::Fault::refused, problems};
  return document;
}

policy::Result<admin::RulesDocument> protected_from_csv(std::string_view text, const std::string& name) {
  const auto rows = csv_rows(text, name, {"address"}, {"why"});
  if (!rows) return rows.error();
  admin::RulesDocument document;
  document.name = name;
  std::vector<std::string> problems;
  for (const CsvRow& row : *rows) {
    need(row, name, {"address"}, problems);
    document.protected_addresses.push_back({row.field("address"), row.field("why")});
    document.protected_lines.push_back(row.line);
  }
  if (!problems.empty()) return policy::Error{policy::Fault::refused, problems};
  return document;
}

}  // namespace postern::cli
