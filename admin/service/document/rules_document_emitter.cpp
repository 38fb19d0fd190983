#include "admin/service/document/rules_document_emitter.hpp"

namespace postern::admin {

void put(YAML::Emitter& out, const char* key, const std::string& value) {
  if (!value.empty()) out << YAML::Key << key << YAML::Value << value;
}

void put(YAML::Emitter& out, const char* key, const std::optional<policy::Day>& day) {
  if (day) put(out, key, policy::to_text(*day));
}

void put(YAML::Emitter& out, const char* key, const std::optional<std::chrono::sys_seconds>& instant) {
  if (instant) put(out, key, policy::to_text(*instant));
}

void put(YAML::Emitter& out, const char* key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  out << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginSeq;
  for (const std::string& value : values) out << value;
  out << YAML::EndSeq;
}

void put(YAML::Emitter& out, const char* key, std::optional<policy::Action> action) {
  if (action) put(out, key, std::string(policy::to_text(*action)));
}

void begin(YAML::Emitter& out, const char* key) {
  out << YAML::Key << key << YAML::Value << YAML::BeginMap;
}

}  // namespace postern::admin
