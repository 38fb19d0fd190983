#include "admin/service/file_sum.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include <sodium.h>

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

std::string hexadecimal(const std::array<unsigned char, crypto_hash_sha256_BYTES>& sum) {
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> text{};
  sodium_bin2hex(text.data(), text.size(), sum.data(), sum.size());
  return text.data();
}

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
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<unsigned char> piece(64 * 1024);
  std::uint64_t size = 0;
  for (ssize_t count = file.read_some(piece); count != 0; count = file.read_some(piece)) {
    if (count < 0) return policy::unavailable(message.id + ": its file cannot be read: " + words_of(errno));
    crypto_hash_sha256_update(&state, piece.data(), static_cast<unsigned long long>(count));
    size += static_cast<std::uint64_t>(count);
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
  crypto_hash_sha256_final(&state, sum.data());
  if (size == message.size && hexadecimal(sum) == message.sha256) return policy::Done{};
  return policy::refused(message.id +
                         ": its file is not what was kept (size or SHA-256 differ): look into it, and do " +
                         "not release it");
}

}  // namespace postern::admin
