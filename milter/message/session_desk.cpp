#include "milter/message/session_desk.hpp"

#include <thread>

namespace postern::milter {

bool SessionDesk::drain(std::chrono::milliseconds patience) {
  draining_ = true;
  constexpr std::chrono::milliseconds kStep{10};
  constexpr std::chrono::milliseconds kReplyOnItsWay{100};
  for (; under_way_ > 0; patience -= kStep) {
    if (patience <= kStep) return false;
    std::this_thread::sleep_for(kStep);
  }
  // The engine writes the reply once its session has given it.
  std::this_thread::sleep_for(kReplyOnItsWay);
  return true;
}

}  // namespace postern::milter
