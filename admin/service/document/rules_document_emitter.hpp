// The small grammar in which the rules document is written: empty fields are left out. Private to admin/service.
// Implemented in: rules_document_emitter.cpp, rules_document_journal_writer.cpp, rules_document_terms_writer.cpp
#pragma once
#include <optional>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "policy/record/restriction.hpp"

namespace postern::admin {

void put(YAML::Emitter& out, const char* key, const std::string& value);
void put(YAML::Emitter& out, const char* key, const std::optional<policy::Day>& day);
void put(YAML::Emitter& out, const char* key, const std::optional<std::chrono::sys_seconds>& instant);
void put(YAML::Emitter& out, const char* key, const std::vector<std::string>& values);
void put(YAML::Emitter& out, const char* key, std::optional<policy::Action> action);
/// A map under `key`; whoever calls it ends it.
void begin(YAML::Emitter& out, const char* key);

template <class T>
void write_list(YAML::Emitter& out, const char* key, const std::vector<T>& entries,
                void (*write)(YAML::Emitter&, const T&)) {
  if (entries.empty()) return;
  out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
  for (const T& entry : entries) write(out, entry);
  out << YAML::EndSeq;
}

/// The `email` block.
void write_terms(YAML::Emitter& out, const policy::Terms& terms);
/// Reviews, representations, notes, the emergency and the proposal.
void write_journal(YAML::Emitter& out, const policy::Restriction& restriction);

}  // namespace postern::admin
