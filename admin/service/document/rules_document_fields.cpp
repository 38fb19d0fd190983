#include "admin/service/document/rules_document_reader.hpp"

namespace postern::admin {

std::string text_of(conf::YamlMap& map, std::string_view key) {
  return map.text(key).value_or(std::string());
}

std::vector<std::string> texts_of(conf::YamlMap& map, std::string_view key) {
  return map.texts(key).value_or(std::vector<std::string>{});
}

std::optional<policy::Day> day_of(conf::YamlMap& map, std::string_view key) {
  const auto text = map.text(key);
  if (!text) return std::nullopt;
  const auto day = policy::day_from_text(*text);
  if (!day) map.problem(key, "\"" + *text + "\" is no day; allowed: a day such as 2026-11-02");
  return day;
}

std::optional<std::chrono::sys_seconds> instant_of(conf::YamlMap& map, std::string_view key) {
  const auto text = map.text(key);
  if (!text) return std::nullopt;
  const auto instant = policy::instant_from_text(*text);
  if (!instant) map.problem(key, "\"" + *text + "\" is no time; allowed: a time such as 2026-11-02T10:00:00Z");
  return instant;
}

std::optional<std::string> word_of(conf::YamlMap& map, std::string_view key) {
  const conf::YamlNode* value = map.node().find(key);
  if (value == nullptr || value->kind != conf::YamlNode::Kind::scalar) return std::nullopt;
  return map.text(key);
}

}  // namespace postern::admin
