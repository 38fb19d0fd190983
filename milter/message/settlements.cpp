#include "milter/message/settlements.hpp"

namespace postern::milter {

bool Settlements::settled(const db::Enforcement& enforcement, bool succeeded) {
  if (!log_.settle(enforcement, succeeded)) return false;
  if (!succeeded && enforcement.message) files_.remove(enforcement.message->id);
  return true;
}

bool Settlements::settle(const db::Enforcement& enforcement, bool succeeded) {
  if (settled(enforcement, succeeded)) return true;
  const std::lock_guard lock(lock_);
  waiting_.push_back({enforcement, succeeded});
  return false;
}

bool Settlements::retry() {
  bool ready = false;
  for (;;) {
    Waiting next;
    {
      const std::lock_guard lock(lock_);
      if (waiting_.empty()) return ready;
      next = waiting_.front();
    }
    if (!settled(next.enforcement, next.succeeded)) return ready;
    ready = ready || next.succeeded;
    // Only this function takes from the front, and only the watch thread calls it.
    const std::lock_guard lock(lock_);
    waiting_.pop_front();
  }
}

std::size_t Settlements::waiting() const {
  const std::lock_guard lock(lock_);
  return waiting_.size();
}

}  // namespace postern::milter
