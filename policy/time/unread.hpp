// When a kept message counts as one that nobody has looked at (decision.md 5).
#pragma once
#include <chrono>

namespace postern::policy {

/// Working days from when it came, or from the last look at it.
inline constexpr int kWorkingDaysUnread = 5;
/// What is said to have happened later than this was written while the clock was ahead.
inline constexpr std::chrono::hours kClockAhead{24};

}  // namespace postern::policy
