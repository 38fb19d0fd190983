// One entry of the rules document from its map. Private to admin/service. Every problem goes to the map's own list.
// Implemented in: rules_document_reader.cpp, rules_document_fields.cpp, rules_document_journal.cpp
// Implemented in: rules_document_terms.cpp
#pragma once
#include "conf/yaml.hpp"
#include "policy/record/councillor.hpp"
#include "policy/record/restriction.hpp"

namespace postern::admin {

policy::Restriction read_restriction(conf::YamlMap& map);
/// The `email` block.
policy::Terms read_terms(conf::YamlMap& map);
/// Reviews, representations, notes, the emergency and the proposal.
void read_journal(conf::YamlMap& map, policy::Restriction& restriction);
policy::Councillor read_councillor(conf::YamlMap& map);
policy::ProtectedAddress read_protected(conf::YamlMap& map);

/// The text under `key`, empty where it is missing.
std::string text_of(conf::YamlMap& map, std::string_view key);
/// The list under `key`, empty where it is missing.
std::vector<std::string> texts_of(conf::YamlMap& map, std::string_view key);
/// A day such as 2026-11-02; anything else is a problem.
std::optional<policy::Day> day_of(conf::YamlMap& map, std::string_view key);
/// An instant such as 2026-11-02T10:00:00Z; anything else is a problem.
std::optional<std::chrono::sys_seconds> instant_of(conf::YamlMap& map, std::string_view key);
/// `WORD` or `{WORD: …}`: the word alone where the value under `key` is text.
std::optional<std::string> word_of(conf::YamlMap& map, std::string_view key);

}  // namespace postern::admin
