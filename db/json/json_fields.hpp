// The small grammar of record_json: fields that are left out where they are empty, and read back as empty. Private to
// db/. Readers throw nlohmann::json::exception or std::invalid_argument.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "policy/time/day.hpp"

namespace postern::db {

using Json = nlohmann::ordered_json;

void put(Json& object, const char* key, const std::string& text);
void put(Json& object, const char* key, const std::vector<std::string>& texts);
void put(Json& object, const char* key, const std::optional<policy::Day>& day);
void put(Json& object, const char* key, const std::optional<std::chrono::sys_seconds>& instant);
/// A list or an object that holds something.
void put_filled(Json& object, const char* key, Json value);

std::string text_of(const Json& object, const char* key);
std::vector<std::string> texts_of(const Json& object, const char* key);
std::optional<policy::Day> day_in(const Json& object, const char* key);
std::optional<std::chrono::sys_seconds> instant_in(const Json& object, const char* key);
/// The field, or a value of the same kind without anything in it.
Json list_in(const Json& object, const char* key);
Json object_in(const Json& object, const char* key);

/// `value` where there is one; else throws, naming `text`.
template <class T>
T known(const std::optional<T>& value, const std::string& text) {
  if (!value) throw std::invalid_argument("unknown word in a record: " + text);
  return *value;
}

/// One line that is always valid UTF-8: bytes that are none become U+FFFD.
std::string line_of(const Json& json);

}  // namespace postern::db
