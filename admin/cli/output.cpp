#include "admin/cli/output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "admin/cli/printable.hpp"

namespace postern::cli {
namespace {

bool in_colour() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

using Row = std::vector<std::string>;

Row printable_row(const Row& row) {
  Row shown;
  for (const std::string& cell : row) shown.push_back(printable(cell));
  return shown;
}

std::string aligned(const Row& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    line += row[i];
    if (i + 1 < row.size()) line.append(widths[i] - columns(row[i]) + 2, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

void Output::line(std::string_view text) {
  text_ += printable(text);
  text_ += '\n';
}

void Output::json(const Json& value) {
  text_ += value.dump(2, ' ', true, Json::error_handler_t::replace);
  text_ += '\n';
}

void Output::table(const Row& names, const std::vector<Row>& rows, std::string_view none) {
  if (rows.empty()) return line(none);
  std::vector<Row> shown{names};
  for (const Row& row : rows) shown.push_back(printable_row(row));
  std::vector<std::size_t> widths(names.size(), 0);
  for (const Row& row : shown) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  const bool colour = in_colour();
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::string text = aligned(shown[i], widths);
    text_ += i == 0 && colour ? "\x1b[1m" + text + "\x1b[0m" : text;
    text_ += '\n';
  }
}

policy::Result<> Output::flush() {
  std::string_view rest = text_;
  while (!rest.empty()) {
    const ssize_t written = write(STDOUT_FILENO, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      break;
    } else if (errno != EINTR) {
      return policy::unavailable("standard output: " + std::error_code(errno, std::generic_category()).message());
    }
  }
  text_.clear();
  return policy::Done{};
}

void complain(std::string_view text) {
  const std::string line = "postern: " + printable(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

std::string listed(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : ", ") + one;
  return text;
}

}  // namespace postern::cli
