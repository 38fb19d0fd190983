#include "admin/cli/files.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

namespace postern::cli {
namespace {

policy::Error cannot_read(const std::string& path, int error) {
  return policy::unavailable(path + ": cannot be read: " + std::error_code(error, std::generic_category()).message());
}

}  // namespace

policy::Result<std::string> contents_of(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return cannot_read(path, EISDIR);
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot_read(path, errno);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return cannot_read(path, EIO);
  return text;
}

}  // namespace postern::cli
