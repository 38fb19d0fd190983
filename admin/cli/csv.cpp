#include "admin/cli/csv.hpp"

#include <algorithm>

#include "admin/cli/csv_reader.hpp"
#include "admin/cli/output.hpp"
#include "db/chain/valid_text.hpp"
#include "policy/ascii.hpp"

namespace postern::cli {
namespace {

std::string trimmed(const std::string& text) {
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool holds(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

class RowReader {
 public:
  RowReader(const std::string& name, const std::vector<std::string>& needed, const std::vector<std::string>& allowed)
      : name_(name), needed_(needed), allowed_(allowed) {}

  policy::Result<std::vector<CsvRow>> rows(const std::vector<CsvRecord>& records) {
    read_header(records.empty() ? CsvRecord{} : records.front());
    const bool understood = problems_.empty();
    for (std::size_t i = 1; understood && i < records.size(); ++i) read(records[i]);
    if (!problems_.empty()) return policy::Error{policy::Fault::refused, problems_};
    return std::move(rows_);
  }

 private:
  void problem(std::size_t line, const std::string& text) {
    problems_.push_back(name_ + ":" + std::to_string(line) + ": " + text);
  }

  void read_header(const CsvRecord& header) {
    for (const std::string& written : header.fields) {
      const std::string column = policy::lower_ascii(trimmed(written));
      if (!holds(needed_, column) && !holds(allowed_, column)) problem(header.line, unknown(written));
      if (holds(columns_, column)) problem(header.line, "the column \"" + column + "\" is there twice");
      columns_.push_back(column);
    }
    for (const std::string& column : needed_) {
      if (!holds(columns_, column)) problem(header.line, "the first line must name the columns: " + known());
    }
  }

  std::string known() const {
    std::vector<std::string> all = needed_;
    all.insert(all.end(), allowed_.begin(), allowed_.end());
    return listed(all);
  }
  std::string unknown(const std::string& written) const {
    return "\"" + written + "\" is no column; the first line names: " + known();
  }

  void read(const CsvRecord& record) {
    if (!record.fault.empty()) return problem(record.line, record.fault);
    if (record.fields.size() != columns_.size()) {
      return problem(record.line, "has " + std::to_string(record.fields.size()) + " fields, but the first line names " +
                                      std::to_string(columns_.size()) + "; put a text that holds a comma in quotes");
    }
    CsvRow row{record.line, {}};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (db::valid_text(record.fields[i]) != record.fields[i]) {
        problem(record.line, columns_[i] + " is no UTF-8; save the file as CSV UTF-8");
      }
      row.fields[columns_[i]] = trimmed(record.fields[i]);
    }
    rows_.push_back(std::move(row));
  }

  const std::string& name_;
  const std::vector<std::string>& needed_;
  const std::vector<std::string>& allowed_;
  std::vector<std::string> columns_;
  std::vector<CsvRow> rows_;
  std::vector<std::string> problems_;
};

std::string cell_of(const std::string& text) {
  // Spreadsheets take these for the beginning of a formula, in quotes too.
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  const std::string shown = formula ? "'" + text : text;
  if (shown.find_first_of(",\"\r\n") == std::string::npos) return shown;
  std::string quoted = "\"";
  for (const char c : shown) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string CsvRow::field(const std::string& column) const {
  const auto found = fields.find(column);
  return found == fields.end() ? std::string() : found->second;
}

policy::Result<std::vector<CsvRow>> csv_rows(std::string_view text, const std::string& name,
                                             const std::vector<std::string>& needed,
                                             const std::vector<std::string>& allowed) {
  return RowReader(name, needed, allowed).rows(csv_records(text));
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + cell_of(cells[i]);
  return line + "\r\n";
}

}  // namespace postern::cli
