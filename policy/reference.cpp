#include "policy/reference.hpp"

#include <charconv>
#include <utility>

namespace postern::policy {
namespace {

/// `RCC-2026-0007`: the year and the number; zeros where there are none.
std::pair<unsigned, unsigned> numbers_of(const Reference& reference) {
  std::pair<unsigned, unsigned> numbers{0, 0};
  const char* end = reference.data() + reference.size();
  const std::size_t year = reference.find('-');
  if (year == std::string::npos) return numbers;
  const auto read = std::from_chars(reference.data() + year + 1, end, numbers.first);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '-') return {0, 0};
  std::from_chars(read.ptr + 1, end, numbers.second);
  return numbers;
}

}  // namespace

bool lower(const Reference& a, const Reference& b) {
  return std::pair(numbers_of(a), a) < std::pair(numbers_of(b), b);
}

}  // namespace postern::policy
