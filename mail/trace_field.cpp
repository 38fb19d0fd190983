#include "mail/trace_field.hpp"

#include <array>

namespace postern::mail {
namespace {

constexpr std::size_t kLongestWord = 255;
constexpr std::size_t kLongestLine = 900;

/// A word of somebody else's inside a field of ours: never a comment's end, a control or an 8-bit byte.
std::string word(std::string_view text) {
  std::string safe;
  for (const char c : text.substr(0, kLongestWord)) {
    safe += c > ' ' && c <= '~' && c != '(' && c != ')' && c != '\\' && c != ';' ? c : '?';
  }
  return safe.empty() ? "unknown" : safe;
}

/// RFC 5322 3.3, in UTC and whatever the locale.
std::string date_time(std::chrono::sys_seconds at) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  const auto two = [](long long number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::string(kDays[std::chrono::weekday{day}.c_encoding()]) + ", " +
         std::to_string(static_cast<unsigned>(date.day())) + " " + kMonths[static_cast<unsigned>(date.month()) - 1] +
         " " + std::to_string(static_cast<int>(date.year())) + " " + two(time.hours().count()) + ":" +
         two(time.minutes().count()) + ":" + two(time.seconds().count()) + " +0000";
}

/// Control and 8-bit bytes have no place in an address that goes into a field.
std::string address_word(std::string_view text) {
  std::string safe;
  for (const char c : text) safe += c > ' ' && c <= '~' && c != ',' && c != ';' ? c : '?';
  return safe;
}

}  // namespace

std::string received_field(const Origin& origin) {
  std::string field = "Received: from " + word(origin.helo);
  if (!origin.client.empty()) field += " ([" + word(origin.client) + "])";
  field += "\r\n\tby " + word(origin.host) + " (postern)";
  if (!origin.queue_id.empty()) field += " with queue id " + word(origin.queue_id);
  field += "\r\n\tid " + word(origin.copy_id) + "; " + date_time(origin.at) + "\r\n";
  return field;
}

std::string action_cause(std::string_view restriction, std::string_view choice_of) {
  return restriction.empty() ? "choice-of=" + address_word(choice_of) : "restriction=" + address_word(restriction);
}

std::string action_value(std::string_view cause, const std::vector<std::string>& original_recipients) {
  std::string value = "forward; " + std::string(cause) + ";";
  std::size_t line = value.size() + 20;
  std::string separator = " original-recipient=";
  for (const std::string& recipient : original_recipients) {
    const std::string safe = address_word(std::string_view(recipient).substr(0, kLongestLine - 100));
    if (line + separator.size() + safe.size() > kLongestLine) {
      if (separator.back() == ' ') separator.pop_back();
      value += separator + "\n\t" + safe;
      line = safe.size() + 1;
    } else {
      value += separator + safe;
      line += separator.size() + safe.size();
    }
    separator = ", ";
  }
  return value;
}

std::string field_line(std::string_view name, std::string_view value) {
  std::string line(name);
  line += ": ";
  for (const char c : value) {
    if (c == '\n') {
      line += "\r\n";
    } else if (c != '\r') {
      line += c;
    }
  }
  return line + "\r\n";
}

}  // namespace postern::mail
