// Reviews, representations, notes, the emergency and the proposal of a restriction as JSON in the rules document's
// shape. Pure. Private to db/; record_json.hpp is the door.
#pragma once
#include "db/json/json_fields.hpp"
#include "policy/record/restriction.hpp"

namespace postern::db {

/// Adds what there is of them to `json`; empty ones are left out.
void put_journal(Json& json, const policy::Restriction& restriction);
/// Throws like restriction_from_json().
void read_journal(const Json& json, policy::Restriction& restriction);

}  // namespace postern::db
