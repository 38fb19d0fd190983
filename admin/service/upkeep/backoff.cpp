#include "admin/service/upkeep/backoff.hpp"

#include <algorithm>
#include <random>

namespace postern::admin {

std::chrono::seconds retry_after(unsigned attempts, std::chrono::seconds first, std::chrono::seconds longest) {
  const std::chrono::seconds doubled = first * (1L << std::min(attempts, 20U));
  const auto whole = std::min(doubled, longest).count();
  std::random_device seed;
  std::uniform_int_distribution<std::chrono::seconds::rep> less(0, whole / 4);
  return std::chrono::seconds{std::max<std::chrono::seconds::rep>(whole - less(seed), 1)};
}

}  // namespace postern::admin
