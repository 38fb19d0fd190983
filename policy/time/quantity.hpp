// Durations (`30s`, `5m`, `12h`, `7d`) and sizes (`64KiB`, `25MiB`, `1GiB`, `512B`) as configuration and the rules
// document write them. Pure.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::policy {

std::optional<std::chrono::seconds> duration_from_text(std::string_view text);
std::string to_text(std::chrono::seconds duration);  ///< in the largest unit that divides it: `7d`
std::optional<std::uint64_t> size_from_text(std::string_view text);

}  // namespace postern::policy
