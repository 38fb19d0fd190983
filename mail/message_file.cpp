#include "mail/message_file.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace postern::mail {
namespace {

policy::Error cannot_read(const std::string& path, int error) {
  return policy::unavailable(path + ": cannot be read: " + std::error_code(error, std::generic_category()).message());
}

bool continues(const std::string& line) {
  return !line.empty() && (line[0] == ' ' || line[0] == '\t');
}

/// Where the colon behind the name of a field stands; npos where the line is no field: MTAs take a name of printable
/// ASCII, with white space behind it at most, and anything else for the body.
std::size_t colon_of(const std::string& line) {
  const auto in_name = [](char c) { return c > ' ' && c < '\x7F' && c != ':'; };
  const auto name_end = std::find_if_not(line.begin(), line.end(), in_name);
  const std::size_t colon = line.find_first_not_of(" \t", static_cast<std::size_t>(name_end - line.begin()));
  const bool is_field = name_end != line.begin() && colon != std::string::npos && line[colon] == ':';
  return is_field ? colon : std::string::npos;
}

/// The line that a mailbox puts before a message; MTAs drop it, quoted too.
bool is_mailbox_line(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of('>'), line.size()));
  return line.starts_with("From ");
}

}  // namespace

policy::Result<std::vector<HeaderField>> header_of(const std::string& path, std::size_t limit) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return cannot_read(path, EISDIR);
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot_read(path, errno);
  std::vector<HeaderField> fields;
  std::size_t size = 0;
  std::string line;
  while (std::getline(file, line)) {
    size += line.size() + 1;
    if (size > limit) return policy::refused(path + ": its header is larger than limits.header: 550 5.6.0");
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (fields.empty() && is_mailbox_line(line)) continue;
    if (line.empty()) break;
    if (continues(line)) {
      if (fields.empty()) break;
      fields.back().value += "\n" + line;
      continue;
    }
    const std::size_t colon = colon_of(line);
    if (colon == std::string::npos) break;
    fields.push_back({line.substr(0, colon), line.substr(colon + 1)});
  }
  if (file.bad()) return cannot_read(path, EIO);
  return fields;
}

}  // namespace postern::mail
