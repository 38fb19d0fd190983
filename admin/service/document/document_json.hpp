// A rules document as JSON: what `export --format json` prints, and what its YAML is written from. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "admin/service/document/rules_document.hpp"

namespace postern::admin {

/// `restrictions`, `councillors` and `protected`, each a list, empty where there are none (db/json/record_json.hpp).
nlohmann::ordered_json json_of(const RulesDocument& document);
nlohmann::ordered_json json_of(const policy::ProtectedAddress& entry);

}  // namespace postern::admin
