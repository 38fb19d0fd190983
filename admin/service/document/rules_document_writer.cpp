// YAML from the document's JSON: the two have the same keys in the same order, so that a field is named once.
#include <algorithm>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "admin/service/document/document_json.hpp"
#include "admin/service/document/yaml_words.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

void write_text(YAML::Emitter& out, const std::string& text) {
  if (needs_quotes(text)) out << YAML::DoubleQuoted;
  out << text;
}

void write(YAML::Emitter& out, const Json& value);

void write_map(YAML::Emitter& out, const Json& map) {
  out << YAML::BeginMap;
  for (const auto& [key, value] : map.items()) {
    out << YAML::Key;
    write_text(out, key);
    out << YAML::Value;
    write(out, value);
  }
  out << YAML::EndMap;
}

/// Texts stand in one line, maps below each other.
void write_list(YAML::Emitter& out, const Json& list) {
  if (std::none_of(list.begin(), list.end(), [](const Json& one) { return one.is_object(); })) out << YAML::Flow;
  out << YAML::BeginSeq;
  for (const Json& one : list) write(out, one);
  out << YAML::EndSeq;
}

void write(YAML::Emitter& out, const Json& value) {
  if (value.is_object()) return write_map(out, value);
  if (value.is_array()) return write_list(out, value);
  if (value.is_string()) return write_text(out, value.get<std::string>());
  if (value.is_boolean()) {
    out << value.get<bool>();
  } else {
    out << value.get<long long>();
  }
}

/// Nothing is said of what is not there.
Json without_empty_parts(Json document) {
  for (Json& entry : document["protected"]) {
    if (entry["why"] == "") entry.erase("why");
  }
  for (const char* part : {"restrictions", "councillors", "protected"}) {
    if (document[part].empty()) document.erase(part);
  }
  return document;
}

/// yaml-cpp escapes every control character but DEL, which it puts between double quotes as it is.
std::string with_delete_escaped(std::string_view yaml) {
  std::string text;
  for (const char c : yaml) {
    if (c == 0x7F) {
      text += "\\x7f";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string write_rules_document(const RulesDocument& document) {
  YAML::Emitter out;
  write(out, without_empty_parts(json_of(document)));
  return with_delete_escaped({out.c_str(), out.size()}) + "\n";
}

}  // namespace postern::admin
