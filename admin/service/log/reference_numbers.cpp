#include "admin/service/log/reference_numbers.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

/// The parts of RCC-YEAR-NUMBER; nothing for another form.
std::optional<std::pair<int, long>> parts_of(const policy::Reference& reference) {
  const auto digits = [](std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const std::string_view text = reference;
  if (!text.starts_with("RCC-") || text.size() < 13 || text.size() > 17 || text[8] != '-') return std::nullopt;
  if (!digits(text.substr(4, 4)) || !digits(text.substr(9))) return std::nullopt;
  return std::pair{std::stoi(reference.substr(4, 4)), std::stol(reference.substr(9))};
}

}  // namespace

ReferenceNumbers::ReferenceNumbers(std::chrono::sys_seconds now)
    : year_(static_cast<int>(policy::Day{std::chrono::floor<std::chrono::days>(now)}.year())) {}

bool ReferenceNumbers::has_form(const policy::Reference& reference) {
  return parts_of(reference).has_value();
}

void ReferenceNumbers::note(const policy::Reference& reference) {
  const auto parts = parts_of(reference);
  if (parts && parts->first == year_) last_ = std::max(last_, parts->second);
}

policy::Reference ReferenceNumbers::next() {
  return fmt::format("RCC-{:04}-{:04}", year_, ++last_);
}

}  // namespace postern::admin
