#include "policy/time/quantity.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace postern::policy {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kDurations{
    {{"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}}};
constexpr std::array<std::pair<std::string_view, std::uint64_t>, 4> kSizes{
    {{"GiB", 1ULL << 30U}, {"MiB", 1ULL << 20U}, {"KiB", 1ULL << 10U}, {"B", 1}}};

/// The number before one of `units`, times that unit. At most a million million, so that nothing overflows.
template <class Units>
std::optional<std::uint64_t> with_unit(std::string_view text, const Units& units) {
  constexpr std::uint64_t kMost = 1'000'000'000'000;
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{}) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  for (const auto& [name, factor] : units) {
    if (unit == name && number <= kMost / static_cast<std::uint64_t>(factor)) {
      return number * static_cast<std::uint64_t>(factor);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::seconds> duration_from_text(std::string_view text) {
  const auto seconds = with_unit(text, kDurations);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds{static_cast<std::int64_t>(*seconds)};
}

std::string to_text(std::chrono::seconds duration) {
  for (const auto& [name, factor] : kDurations) {
    if (duration.count() % factor == 0) return std::to_string(duration.count() / factor) + std::string(name);
  }
  return std::to_string(duration.count()) + "s";
}

std::optional<std::uint64_t> size_from_text(std::string_view text) {
  return with_unit(text, kSizes);
}

}  // namespace postern::policy
