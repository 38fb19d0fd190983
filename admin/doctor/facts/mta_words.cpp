#include "admin/doctor/facts/mta_words.hpp"

#include <charconv>

namespace postern::admin::doctor {
namespace {

constexpr std::string_view kBetweenWords = ", \t\r\n";

/// Where the word that begins at `at` ends: braces hold together what lies in them.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth == 0) return at + 1;
    if (depth == 0 && kBetweenWords.find(text[at]) != std::string_view::npos) return at;
  }
  return at;
}

}  // namespace

std::vector<std::string> list_words(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(kBetweenWords); at < text.size();
       at = text.find_first_not_of(kBetweenWords, at)) {
    const std::size_t end = end_of_word(text, at);
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::optional<std::chrono::seconds> mta_time(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (unit.empty() || unit == "s") return std::chrono::seconds{number};
  if (unit == "m") return std::chrono::minutes{number};
  if (unit == "h") return std::chrono::hours{number};
  if (unit == "d") return std::chrono::days{number};
  if (unit == "w") return std::chrono::weeks{number};
  return std::nullopt;
}

}  // namespace postern::admin::doctor
