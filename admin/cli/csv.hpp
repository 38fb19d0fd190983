// CSV as spreadsheets write and read it (RFC 4180). Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/result.hpp"

namespace postern::cli {

/// One row below the header line, with its fields by the names of their columns, blanks around them removed.
struct CsvRow {
  std::size_t line = 1;  ///< where it begins, from 1
  std::map<std::string, std::string> fields;
  /// Empty where there is no such column.
  std::string field(const std::string& column) const;
};

/// The rows of a file whose first line names its columns, in any order and case. `needed` must be among them, and
/// nothing but those and `allowed`. Every problem in one go, each `NAME:LINE: …`: a quote that never ends, text behind
/// one, a row with more or fewer fields than columns, bytes that are no UTF-8.
policy::Result<std::vector<CsvRow>> csv_rows(std::string_view text, const std::string& name,
                                             const std::vector<std::string>& needed,
                                             const std::vector<std::string>& allowed);

/// One line with its CRLF. A cell that a spreadsheet would take for a formula gets a `'` before it (faults.md W9).
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace postern::cli
