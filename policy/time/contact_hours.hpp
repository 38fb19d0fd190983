// Times at which a customer may make contact (policy ¶7), as a restriction records them; opening_times.hpp says when
// they are open.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::policy {

/// From `from` (included) to `to` (excluded), minutes since local midnight, on each of `days`.
struct ContactHours {
  std::vector<std::chrono::weekday> days;
  std::chrono::minutes from{};
  std::chrono::minutes to{};
  bool operator==(const ContactHours&) const = default;
};

std::string_view to_text(std::chrono::weekday day);  ///< `mon`, `tue`, …
std::optional<std::chrono::weekday> weekday_from_text(std::string_view text);
/// `09:00`; `24:00` is the end of the day.
std::string time_of_day(std::chrono::minutes since_midnight);
std::optional<std::chrono::minutes> time_of_day_from_text(std::string_view text);

}  // namespace postern::policy
