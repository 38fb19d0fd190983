#include "admin/service/kept/file_sum.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "mail/sha256.hpp"

namespace postern::admin {
namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : descriptor_(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  ssize_t read_some(std::vector<unsigned char>& piece) {
    ssize_t count = 0;
    do {
      count = read(descriptor_, piece.data(), piece.size());
    } while (count < 0 && errno == EINTR);
    return count;
  }

 private:
  int descriptor_;
};

std::string words_of(int error) {
  return std::error_code(error, std::generic_category()).message();
}

}  // namespace

policy::Result<> is_whole(const std::string& path, const db::KeptMessage& message) {
  OpenFile file(path);
  if (!file.is_open()) {
    const int error = errno;
    const std::string problem = message.id + ": its file cannot be read: " + words_of(error) + " (" + path + ")";
    return error == ENOENT || error == ELOOP ? policy::refused(problem) : policy::unavailable(problem);
  }
  mail::Sha256 sum;
  std::vector<unsigned char> piece(64 * 1024);
  std::uint64_t size = 0;
  for (ssize_t count = file.read_some(piece); count != 0; count = file.read_some(piece)) {
    if (count < 0) return policy::unavailable(message.id + ": its file cannot be read: " + words_of(errno));
    sum.add(piece.data(), static_cast<std::size_t>(count));
    size += static_cast<std::uint64_t>(count);
  }
  if (size == message.size && sum.finish() == message.sha256) return policy::Done{};
  return policy::refused(message.id +
                         ": its file is not what was kept (size or SHA-256 differ): look into it, and do " +
                         "not release it");
}

policy::Result<std::string> sha256_of_file(const std::string& path) {
  OpenFile file(path);
  if (!file.is_open()) return policy::unavailable(path + ": cannot be read: " + words_of(errno));
  mail::Sha256 sum;
  std::vector<unsigned char> piece(64 * 1024);
  for (ssize_t count = file.read_some(piece); count != 0; count = file.read_some(piece)) {
    if (count < 0) return policy::unavailable(path + ": cannot be read: " + words_of(errno));
    sum.add(piece.data(), static_cast<std::size_t>(count));
  }
  return sum.finish();
}

}  // namespace postern::admin
