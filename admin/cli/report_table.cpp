#include "admin/cli/report_table.hpp"

#include "admin/cli/csv.hpp"

namespace postern::cli {

std::string cell_text(const Json& cell) {
  if (cell.is_null()) return {};
  if (cell.is_string()) return cell.get<std::string>();
  if (cell.is_boolean()) return cell.get<bool>() ? "yes" : "no";
  if (!cell.is_array()) return cell.dump();
  std::string text;
  for (const Json& one : cell) text += (text.empty() ? "" : "; ") + cell_text(one);
  return text;
}

Json json_of(const ReportTable& table) {
  Json found = Json::array();
  for (const auto& row : table.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) object[table.columns[i]] = row[i];
    found.push_back(std::move(object));
  }
  return found;
}

std::string csv_of(const ReportTable& table) {
  std::string text = csv_line(table.columns);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const Json& cell : row) cells.push_back(cell_text(cell));
    text += csv_line(cells);
  }
  return text;
}

bool print_for_machines(Invocation& invocation, const ReportTable& table) {
  if (invocation.json()) {
    invocation.out.json(json_of(table));
    return true;
  }
  if (invocation.format != "csv") return false;
  invocation.out.verbatim(csv_of(table));
  return true;
}

}  // namespace postern::cli
