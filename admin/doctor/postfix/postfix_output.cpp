#include "admin/doctor/postfix/postfix_output.hpp"

#include <algorithm>

#include "admin/doctor/facts/mta_words.hpp"
#include "admin/doctor/facts/parameters.hpp"
#include "admin/doctor/facts/wording.hpp"
namespace postern::admin::doctor {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

void take_setting(Milter& milter, const std::string& name, const std::string& value) {
  if (name == "default_action") milter.when_away = value;
  const auto time = mta_time(value);
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

Milter milter_in(const std::string& word, const Parameters& parameters) {
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

std::vector<MasterEntry> master_entries(std::string_view text) {
  std::vector<MasterEntry> found;
  for_each_line(text, [&found](std::string_view line) {
    const auto words = list_words(line);
    if (words.size() >= 8) found.push_back({words[0], words[1], words[4], words[7]});
  });
  return found;
}

Parameters of_service(const Parameters& main, const MasterEntry& entry, std::string_view overrides) {
  Parameters all = main;
  const std::string prefix = entry.name + "/" + entry.type + "/";
  for_each_line(overrides, [&](std::string_view line) {
    const std::size_t equals = line.find('=');
    if (!line.starts_with(prefix) || equals == std::string_view::npos) return;
    all.set(trimmed(line.substr(prefix.size(), equals - prefix.size())), trimmed(line.substr(equals + 1)));
  });
  return all;
}

Milter usual_milter(const Parameters& parameters) {
  return {.name = {},
          .socket = {},
          .when_away = parameters.value("milter_default_action"),
          .connect = parameters.time("milter_connect_timeout"),
          .command = parameters.time("milter_command_timeout"),
          .content = parameters.time("milter_content_timeout")};
}

std::vector<Milter> milters_in(std::string_view list, const Parameters& parameters) {
  std::vector<Milter> found;
  for (const std::string& word : list_words(list)) found.push_back(milter_in(word, parameters));
  return found;
}

}  // namespace postern::admin::doctor
