// A restriction, a councillor and a protected address as JSON in the rules document's own shape: what the stores keep
// as a version, and what `show --format json` prints. Pure. Empty fields are left out; the two directions round-trip.
// Implemented in: record_json.cpp, councillor_json.cpp, terms_json.cpp
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "policy/record/councillor.hpp"
#include "policy/record/restriction.hpp"

namespace postern::db {

nlohmann::ordered_json to_json(const policy::Restriction& restriction);
nlohmann::ordered_json to_json(const policy::Terms& terms);
nlohmann::ordered_json to_json(const policy::Councillor& councillor);
/// Throws nlohmann::json::exception or std::invalid_argument where `json` has not been made by to_json().
policy::Restriction restriction_from_json(const nlohmann::ordered_json& json);
policy::Terms terms_from_json(const nlohmann::ordered_json& json);
policy::Councillor councillor_from_json(const nlohmann::ordered_json& json);

}  // namespace postern::db
