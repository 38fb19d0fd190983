#include "policy/time/contact_hours.hpp"

#include <array>

#include <fmt/format.h>

namespace postern::policy {
namespace {

constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::optional<int> two_digits(std::string_view text) {
  if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

std::string_view to_text(std::chrono::weekday day) {
  return kDays[day.c_encoding()];
}

std::optional<std::chrono::weekday> weekday_from_text(std::string_view text) {
  for (unsigned i = 0; i < kDays.size(); ++i) {
    if (kDays[i] == text) return std::chrono::weekday{i};
  }
  return std::nullopt;
}

std::string time_of_day(std::chrono::minutes since_midnight) {
  return fmt::format("{:02}:{:02}", since_midnight.count() / 60, since_midnight.count() % 60);
}

std::optional<std::chrono::minutes> time_of_day_from_text(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = two_digits(text.substr(0, 2));
  const auto minutes = two_digits(text.substr(3, 2));
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  const std::chrono::minutes time{*hours * 60 + *minutes};
  if (time > std::chrono::hours{24}) return std::nullopt;
  return time;
}

}  // namespace postern::policy
