#include "admin/cli/csv_reader.hpp"

#include <algorithm>

namespace postern::cli {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // Excel puts a byte order mark there
  }

  std::vector<CsvRecord> records() {
    while (!rest_.empty()) {
      record_ = {line_, {}, {}};
      do {
        record_.fields.push_back(field());
      } while (take(','));
      end_of_line();
      if (record_.fields.size() > 1 || !record_.fields.front().empty()) records_.push_back(std::move(record_));
    }
    return std::move(records_);
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string until_field_ends() {
    const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

  std::string field() {
    if (!take('"')) return until_field_ends();
    std::string text = quoted();
    if (until_field_ends().find_first_not_of(" \t") != std::string::npos) {
      record_.fault = "there is text behind a closing quote";
    }
    return text;
  }

  std::string quoted() {
    std::string text;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\n') ++line_;
      if (c == '"' && !take('"')) return text;
      text += c;
    }
    record_.fault = "a quote never ends";
    return text;
  }

  void end_of_line() {
    const bool carriage_return = take('\r');
    if (take('\n') || carriage_return) ++line_;
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  CsvRecord record_;
  std::vector<CsvRecord> records_;
};

}  // namespace

std::vector<CsvRecord> csv_records(std::string_view text) {
  return Reader(text).records();
}

}  // namespace postern::cli
