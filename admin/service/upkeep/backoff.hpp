// How long to wait before trying again.
#pragma once
#include <chrono>

namespace postern::admin {

/// `first` doubled for each of `attempts` failed before, at most `longest`, and up to a quarter less at random, so that
/// what failed together does not come back together. At least a second.
std::chrono::seconds retry_after(unsigned attempts, std::chrono::seconds first, std::chrono::seconds longest);

}  // namespace postern::admin
