#include "mail/message_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace postern::mail {
namespace {

policy::Error cannot_read(const std::string& path, int error) {
  return policy::unavailable(path + ": cannot be read: " + std::error_code(error, std::generic_category()).message());
}

bool continues(const std::string& line) {
  return !line.empty() && (line[0] == ' ' || line[0] == '\t');
}

/// Where the name of a field ends; npos where the line is no field.
std::size_t colon_of(const std::string& line) {
  const std::size_t colon = line.find(':');
  return colon == 0 ? std::string::npos : colon;
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
  for (bool first = true; std::getline(file, line); first = false) {
    size += line.size() + 1;
    if (size > limit) return policy::refused(path + ": its header is larger than limits.header: 550 5.6.0");
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (first && line.starts_with("From ")) continue;
    if (line.empty()) break;
    if (continues(line) && !fields.empty()) {
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
