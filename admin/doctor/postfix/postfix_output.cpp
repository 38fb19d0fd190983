#include "admin/doctor/postfix/postfix_output.hpp"

#include <algorithm>
#include <charconv>

#include "admin/doctor/facts/wording.hpp"
namespace postern::admin::doctor {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kBetweenWords = ", \t\r\n";

template <class Each>
void for_each_line(std::string_view text, Each each) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    each(text.substr(at, end - at));
    at = end + 1;
  }
}

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

void take_setting(Milter& milter, const std::string& name, const std::string& value) {
  if (name == "default_action") milter.when_away = value;
  const auto time = postfix_time(value);
  if (!time) return;
  if (name == "connect_timeout") milter.connect = *time;
  if (name == "command_timeout") milter.command = *time;
  if (name == "content_timeout") milter.content = *time;
}

/// `unix:x default_action = accept` as words, the spaces beside the equals signs taken away.
std::vector<std::string> settings_of(std::string_view inside) {
  std::string text(inside);
  for (std::size_t at = text.find('='); at != std::string::npos; at = text.find('=', at + 1)) {
    while (at > 0 && kSpace.find(text[at - 1]) != std::string_view::npos) text.erase(--at, 1);
    while (at + 1 < text.size() && kSpace.find(text[at + 1]) != std::string_view::npos) text.erase(at + 1, 1);
  }
  return list_words(text);
}

Milter milter_in(const std::string& word, const PostfixParameters& parameters) {
  Milter milter = usual_milter(parameters);
  milter.socket = word;
  if (!word.starts_with('{')) return milter;
  const auto words = settings_of(std::string_view(word).substr(1, word.size() - 2));
  milter.socket = words.empty() ? "" : words.front();
  for (const std::string& setting : words) {
    if (const std::size_t equals = setting.find('='); equals != std::string::npos)
      take_setting(milter, setting.substr(0, equals), setting.substr(equals + 1));
  }
  return milter;
}

}  // namespace

PostfixParameters::PostfixParameters(std::string_view text) {
  for_each_line(text, [this](std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) values_[trimmed(line.substr(0, equals))] = trimmed(line.substr(equals + 1));
  });
}

std::string PostfixParameters::value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::chrono::seconds PostfixParameters::time(const std::string& name) const {
  return postfix_time(value(name)).value_or(std::chrono::seconds{0});
}

std::vector<MasterEntry> master_entries(std::string_view text) {
  std::vector<MasterEntry> found;
  for_each_line(text, [&found](std::string_view line) {
    const auto words = list_words(line);
    if (words.size() >= 8) found.push_back({words[0], words[1], words[4], words[7]});
  });
  return found;
}

PostfixParameters of_service(const PostfixParameters& main, const MasterEntry& entry, std::string_view overrides) {
  PostfixParameters all = main;
  const std::string prefix = entry.name + "/" + entry.type + "/";
  for_each_line(overrides, [&](std::string_view line) {
    const std::size_t equals = line.find('=');
    if (!line.starts_with(prefix) || equals == std::string_view::npos) return;
    all.set(trimmed(line.substr(prefix.size(), equals - prefix.size())), trimmed(line.substr(equals + 1)));
  });
  return all;
}

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

Milter usual_milter(const PostfixParameters& parameters) {
  return {.name = {},
          .socket = {},
          .when_away = parameters.value("milter_default_action"),
          .connect = parameters.time("milter_connect_timeout"),
          .command = parameters.time("milter_command_timeout"),
          .content = parameters.time("milter_content_timeout")};
}

std::vector<Milter> milters_in(std::string_view list, const PostfixParameters& parameters) {
  std::vector<Milter> found;
  for (const std::string& word : list_words(list)) found.push_back(milter_in(word, parameters));
  return found;
}

std::optional<std::chrono::seconds> postfix_time(std::string_view text) {
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
