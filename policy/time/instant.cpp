// Instants as postern writes and reads them (RFC 3339).
#include <fmt/format.h>

#include "policy/time/day.hpp"

namespace postern::policy {
namespace {

using std::chrono::seconds;

/// Two digits at `at`, no more than `most`.
std::optional<int> two_digits(std::string_view text, std::size_t at, int most) {
  if (text.size() < at + 2) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, 2)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  if (value > most) return std::nullopt;
  return value;
}

/// `10:00:00`, and what stands behind it. A leap second is the second after it.
std::optional<seconds> time_of(std::string_view text) {
  const auto hours = two_digits(text, 0, 23);
  const auto minutes = two_digits(text, 3, 59);
  const auto rest = two_digits(text, 6, 60);
  if (!hours || !minutes || !rest || text[2] != ':' || text[5] != ':') return std::nullopt;
  return seconds{*hours * 3600 + *minutes * 60 + *rest};
}

/// Parts of a second do not count.
std::string_view without_fraction(std::string_view text) {
  if (text.empty() || text[0] != '.') return text;
  const std::size_t end = text.find_first_not_of("0123456789", 1);
  return end == 1 || end == std::string_view::npos ? std::string_view{} : text.substr(end);
}

/// `Z`, `+01:00`: how far local time is ahead of UTC.
std::optional<seconds> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return seconds{0};
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = two_digits(text, 1, 23);
  const auto minutes = two_digits(text, 4, 59);
  if (!hours || !minutes) return std::nullopt;
  const seconds ahead{*hours * 3600 + *minutes * 60};
  return text[0] == '-' ? -ahead : ahead;
}

}  // namespace

std::string to_text(std::chrono::sys_seconds instant) {
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time{instant - midnight};
  return fmt::format("{}T{:02}:{:02}:{:02}Z", to_text(Day{midnight}), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::optional<std::chrono::sys_seconds> instant_from_text(std::string_view text) {
  const auto day = day_from_text(text.substr(0, 10));
  if (!day) return std::nullopt;
  const std::chrono::sys_seconds midnight = std::chrono::sys_days{*day};
  if (text.size() == 10) return midnight;
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  const auto time = time_of(text.substr(11, 8));
  const auto offset = offset_of(without_fraction(text.substr(19)));
  if (!time || !offset) return std::nullopt;
  return midnight + *time - *offset;
}

}  // namespace postern::policy
