#include "policy/words/plain_words.hpp"

#include <algorithm>
#include <array>

#include <date/tz.h>
#include <fmt/format.h>

#include "policy/record/restriction.hpp"

namespace postern::policy {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};

std::string counted(long long number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

/// `Monday`, `Monday and Tuesday`, `Monday to Wednesday`: from `first` to `last`, counted from Monday.
void add_run(std::vector<std::string>& parts, std::size_t first, std::size_t last) {
  if (last - first >= 2) {
    parts.push_back(fmt::format("{} to {}", kDays[first], kDays[last]));
    return;
  }
  for (std::size_t day = first; day <= last; ++day) parts.emplace_back(kDays[day]);
}

std::string days_in_words(const std::vector<std::chrono::weekday>& days) {
  std::array<bool, 8> wanted{};
  for (const std::chrono::weekday day : days) wanted[day.iso_encoding() - 1] = true;
  if (days.empty() || std::count(wanted.begin(), wanted.end(), true) == 7) return "every day";
  std::vector<std::string> parts;
  for (std::size_t day = 0; day < 7; ++day) {
    if (!wanted[day]) continue;
    const std::size_t first = day;
    while (wanted[day + 1]) ++day;
    add_run(parts, first, day);
  }
  return joined(parts);
}

}  // namespace

std::string in_words(Day day) {
  return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), kMonths[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()));
}

std::string time_in_words(std::chrono::minutes time) {
  const long long hour = time.count() / 60 % 24;
  const long long minute = time.count() % 60;
  if (minute == 0 && hour == 0) return "midnight";
  if (minute == 0 && hour == 12) return "noon";
  const long long shown = hour % 12 == 0 ? 12 : hour % 12;
  const std::string_view half = hour < 12 ? "am" : "pm";
  return minute == 0 ? fmt::format("{}{}", shown, half) : fmt::format("{}:{:02}{}", shown, minute, half);
}

std::string in_words(const ContactHours& hours) {
  const bool whole_day = hours.from == std::chrono::minutes{0} && hours.to == std::chrono::hours{24};
  if (whole_day) return days_in_words(hours.days) + ", all day";
  return fmt::format("{}, {} to {}", days_in_words(hours.days), time_in_words(hours.from), time_in_words(hours.to));
}

std::string in_words(const Volume& volume) {
  return counted(volume.messages, "message") + " a " + std::string(to_text(volume.per));
}

std::string in_words(Period period) {
  switch (period) {
    case Period::day:
      return "day";
    case Period::week:
      return "week, Monday to Sunday";
    case Period::month:
      return "calendar month";
  }
  return {};
}

std::string in_words(std::chrono::seconds duration) {
  const long long seconds = duration.count();
  if (seconds % 86400 == 0) return counted(seconds / 86400, "day");
  if (seconds % 3600 == 0) return counted(seconds / 3600, "hour");
  if (seconds % 60 == 0) return counted(seconds / 60, "minute");
  return counted(seconds, "second");
}

std::string zone_in_words(const date::time_zone& zone) {
  return zone.name() == "Europe/London" ? "UK time" : "local time, " + zone.name();
}

std::string identifier_in_words(const std::string& identifier) {
  if (identifier.starts_with("@.")) {
    return fmt::format("any address at {}, or at a domain below it", identifier.substr(2));
  }
  return identifier.starts_with('@') ? "any address at " + identifier.substr(1) : identifier;
}

std::string volume_sentence(const Volume& volume) {
  return fmt::format("You can send us up to {} in each {}. A message counts once, however many people you send it to.",
                     counted(volume.messages, "message"), in_words(volume.per));
}

}  // namespace postern::policy
