// Times at which a customer may make contact (policy ¶7), as a restriction records them.
// Known limit: recorded and shown, not enforced by this version.
#pragma once
#include <chrono>
#include <vector>

namespace postern::policy {

/// From `from` (included) to `to` (excluded), minutes since local midnight, on each of `days`.
struct ContactHours {
  std::vector<std::chrono::weekday> days;
  std::chrono::minutes from{};
  std::chrono::minutes to{};
  bool operator==(const ContactHours&) const = default;
};

}  // namespace postern::policy
