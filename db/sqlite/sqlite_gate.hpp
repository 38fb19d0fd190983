// Lets one caller in at a time, and the others wait no longer than until their deadline. Any thread may call. Private
// to db/sqlite. (Not std::timed_mutex: ThreadSanitizer cannot follow it on Debian 12.)
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace postern::db {

class Gate {
 public:
  /// Whether the caller is in; then it must leave().
  bool enter_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_until(lock, deadline, [this] { return !taken_; })) return false;
    return taken_ = true;
  }
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      taken_ = false;
    }
    left_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  bool taken_ = false;
};

/// In while it lives, if it got in.
class Passage {
 public:
  Passage(Gate& gate, std::chrono::steady_clock::time_point deadline)
      : gate_(gate), inside_(gate.enter_until(deadline)) {}
  ~Passage() {
    if (inside_) gate_.leave();
  }
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;
  explicit operator bool() const { return inside_; }

 private:
  Gate& gate_;
  const bool inside_;
};

}  // namespace postern::db
