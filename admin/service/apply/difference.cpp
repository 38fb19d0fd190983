#include "admin/service/apply/difference.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "db/json/record_json.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

/// A value as people read it: texts bare in a list, an entry of a journal as `on: 2026-10-02, by: director-cbss`.
std::string in_words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return value.dump();
  std::string words;
  for (const auto& [key, part] : value.items()) {
    words += (words.empty() ? "" : ", ") + (value.is_object() ? key + ": " : std::string()) + in_words(part);
  }
  return words;
}

std::string quoted(const Json& value) {
  return value.is_string() ? "\"" + in_words(value) + "\"" : in_words(value);
}

class Comparison {
 public:
  void compare(const std::string& key, const Json& before, const Json& after) {
    if (before == after) return;
    if (is_none_or(before, after, Json::value_t::object)) return compare_objects(key, before, after);
    if (is_none_or(before, after, Json::value_t::array)) return compare_lists(key, before, after);
    if (before.is_null()) return add(key, "adds " + quoted(after));
    if (after.is_null()) return add(key, "removes " + quoted(before));
    add(key, quoted(before) + " becomes " + quoted(after));
  }

  std::vector<std::string> parts;

 private:
  static bool is_none_or(const Json& a, const Json& b, Json::value_t kind) {
    return (a.is_null() || a.type() == kind) && (b.is_null() || b.type() == kind);
  }

  void add(const std::string& key, const std::string& what) { parts.push_back(key + ": " + what); }

  void compare_objects(const std::string& key, const Json& before, const Json& after) {
    const std::string under = key.empty() ? "" : key + ".";
    for (const auto& [name, value] : before.items()) {
      compare(under + name, value, after.is_object() ? after.value(name, Json()) : Json());
    }
    for (const auto& [name, value] : after.items()) {
      if (!before.is_object() || !before.contains(name)) compare(under + name, Json(), value);
    }
  }

  void compare_lists(const std::string& key, const Json& before, const Json& after) {
    const std::size_t known = parts.size();
    for (const Json& one : before) {
      if (count(before, one) > count(after, one)) add_once(key, "removes " + in_words(one));
    }
    for (const Json& one : after) {
      if (count(after, one) > count(before, one)) add_once(key, "adds " + in_words(one));
    }
    if (parts.size() == known) add(key, "in another order");
  }

  static std::ptrdiff_t count(const Json& list, const Json& one) { return std::count(list.begin(), list.end(), one); }

  void add_once(const std::string& key, const std::string& what) {
    if (std::find(parts.begin(), parts.end(), key + ": " + what) == parts.end()) add(key, what);
  }
};

}  // namespace

std::vector<std::string> differences(const policy::Restriction& before, const policy::Restriction& after) {
  Json was = db::to_json(before);
  Json is = db::to_json(after);
  was.erase("status");
  is.erase("status");
  Comparison comparison;
  comparison.compare("", was, is);
  return comparison.parts;
}

std::vector<std::string> choice_differences(const policy::Councillor& before, const policy::Councillor& after) {
  Comparison comparison;
  comparison.compare("choices", db::to_json(before).value("choices", Json()),
                     db::to_json(after).value("choices", Json()));
  return comparison.parts;
}

}  // namespace postern::admin
