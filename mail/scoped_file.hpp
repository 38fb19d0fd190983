// A file descriptor that closes itself. Private to mail/.
#pragma once
#include <cerrno>
#include <unistd.h>
#include <utility>

namespace postern::mail {

class ScopedFile {
 public:
  explicit ScopedFile(int number) : number_(number) {}
  ~ScopedFile() {
    const int error = errno;  // what a caller is about to report
    if (number_ >= 0) close(number_);
    errno = error;
  }
  ScopedFile(ScopedFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  ScopedFile(const ScopedFile&) = delete;
  ScopedFile& operator=(const ScopedFile&) = delete;
  ScopedFile& operator=(ScopedFile&&) = delete;
  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace postern::mail
