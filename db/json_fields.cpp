#include "db/json_fields.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace postern::db {
namespace {

constexpr std::array<std::pair<char, long>, 4> kUnits{{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

}  // namespace

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void put(Json& object, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object[key] = texts;
}

void put(Json& object, const char* key, const std::optional<policy::Day>& day) {
  if (day) object[key] = policy::to_text(*day);
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

Json list_in(const Json& object, const char* key) {
  return object.value(key, Json::array());
}

Json object_in(const Json& object, const char* key) {
  return object.value(key, Json::object());
}

std::string duration_text(std::chrono::seconds duration) {
  for (const auto& [letter, length] : kUnits) {
    if (duration.count() % length == 0) return std::to_string(duration.count() / length) + letter;
  }
  return {};
}

std::chrono::seconds duration_from_text(const std::string& text) {
  std::size_t read = 0;
  const long count = std::stol(text, &read);
  for (const auto& [letter, length] : kUnits) {
    if (read + 1 == text.size() && text[read] == letter) return std::chrono::seconds(count * length);
  }
  throw std::invalid_argument("no duration in a record: " + text);
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace postern::db
