#include "db/json/json_fields.hpp"

#include <utility>

namespace postern::db {
void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void put(Json& object, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object[key] = texts;
}

void put(Json& object, const char* key, const std::optional<policy::Day>& day) {
  if (day) object[key] = policy::to_text(*day);
}

void put(Json& object, const char* key, const std::optional<std::chrono::sys_seconds>& instant) {
  if (instant) object[key] = policy::to_text(*instant);
}

void put_filled(Json& object, const char* key, Json value) {
  if (!value.empty()) object[key] = std::move(value);
}

std::string text_of(const Json& object, const char* key) {
  return object.value(key, std::string{});
}

std::vector<std::string> texts_of(const Json& object, const char* key) {
  return object.value(key, std::vector<std::string>{});
}

std::optional<policy::Day> day_in(const Json& object, const char* key) {
  const std::string text = text_of(object, key);
  if (text.empty()) return std::nullopt;
  return known(policy::day_from_text(text), text);
}

std::optional<std::chrono::sys_seconds> instant_in(const Json& object, const char* key) {
  const std::string text = text_of(object, key);
  if (text.empty()) return std::nullopt;
  return known(policy::instant_from_text(text), text);
}

Json list_in(const Json& object, const char* key) {
  return object.value(key, Json::array());
}

Json object_in(const Json& object, const char* key) {
  return object.value(key, Json::object());
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace postern::db
