#include "admin/cli/councillor_csv.hpp"

#include <algorithm>
#include <map>

namespace postern::cli {
namespace {

struct Record {
  std::size_t line = 1;
  std::vector<std::string> fields;
};

/// Takes a text apart into records. A quoted field may hold commas, line ends and doubled quotes.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // Excel puts a byte order mark there
  }

  std::vector<Record> records() {
    while (!rest_.empty()) {
      Record record{line_, {}};
      do {
        record.fields.push_back(field());
      } while (take(','));
      end_of_line();
      if (record.fields.size() > 1 || !record.fields.front().empty()) records_.push_back(std::move(record));
    }
    return std::move(records_);
  }
  std::size_t unclosed() const { return unclosed_; }  ///< the line where a quote begins that never ends; else 0

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    if (c == '\n') ++line_;
    return true;
  }

  std::string field() {
    if (take('"')) return quoted();
    const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

  std::string quoted() {
    const std::size_t begins = line_;
    std::string text;
    while (!rest_.empty()) {
      const char c = rest_.front();
      take(c);
      if (c == '"' && !take('"')) return text;
      text += c;
    }
    unclosed_ = begins;
    return text;
  }

  void end_of_line() {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    rest_.remove_prefix(end);
    take('\n');
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  std::size_t unclosed_ = 0;
  std::vector<Record> records_;
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = text.find_first_not_of(" ;"); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" ;", at), text.size());
    found.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(" ;", end);
  }
  return found;
}

std::map<std::string, std::size_t> columns_of(const Record& header) {
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    std::string column = trimmed(header.fields[i]);
    std::transform(column.begin(), column.end(), column.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    columns.emplace(std::move(column), i);
  }
  return columns;
}

std::string at_column(const Record& record, const std::map<std::string, std::size_t>& columns, const char* name) {
  const auto column = columns.find(name);
  if (column == columns.end() || column->second >= record.fields.size()) return {};
  return trimmed(record.fields[column->second]);
}

}  // namespace

policy::Result<std::vector<policy::Councillor>> councillors_from_csv(std::string_view text, const std::string& name) {
  CsvReader reader(text);
  const std::vector<Record> records = reader.records();
  const auto columns = records.empty() ? std::map<std::string, std::size_t>{} : columns_of(records.front());
  if (!columns.contains("name") || !columns.contains("address")) {
    return policy::refused(name + ":1: the first line must name the columns: name,ward,address");
  }
  std::vector<std::string> problems;
  if (reader.unclosed() != 0)
    problems.push_back(name + ":" + std::to_string(reader.unclosed()) + ": a quote never ends");
  std::vector<policy::Councillor> councillors;
  for (auto record = records.begin() + 1; record != records.end(); ++record) {
    policy::Councillor one{at_column(*record, columns, "name"),
                           at_column(*record, columns, "ward"),
                           words(at_column(*record, columns, "address")),
                           {}};
    const std::string place = name + ":" + std::to_string(record->line) + ": ";
    if (one.name.empty()) problems.push_back(place + "the name is missing");
    if (one.addresses.empty()) problems.push_back(place + "the address is missing");
    councillors.push_back(std::move(one));
  }
  if (!problems.empty()) return policy::Error{policy::Fault::refused, problems};
  return councillors;
}

}  // namespace postern::cli
