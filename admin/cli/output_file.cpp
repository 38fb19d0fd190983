#include "admin/cli/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace postern::cli {
namespace {

policy::Error cannot_write(const std::string& path, int error) {
  return policy::unavailable(path +
                             ": cannot be written: " + std::error_code(error, std::generic_category()).message());
}

/// 0, or why not all of it was written.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(file) == 0 ? 0 : errno;
}

}  // namespace

policy::Result<> write_file(const std::string& path, std::string_view text) {
  const std::string pattern = path + ".XXXXXX";
  std::vector<char> name(pattern.begin(), pattern.end());
  name.push_back('\0');
  const int file = mkstemp(name.data());
  if (file < 0) return cannot_write(path, errno);
  int error = write_all(file, text);
  if (close(file) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(name.data(), path.c_str()) != 0) error = errno;
  if (error == 0) return policy::Done{};
  unlink(name.data());
  return cannot_write(path, error);
}

}  // namespace postern::cli
