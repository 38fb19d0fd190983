#include "db/sql/legal_hold.hpp"

namespace postern::db {

const char* const kMessageIsHeld =
    "(EXISTS (SELECT 1 FROM kept_recipient k JOIN restriction r ON r.reference = k.restriction WHERE k.message = m.id "
    "AND r.legal_hold = 1) OR EXISTS (SELECT 1 FROM event e JOIN restriction r ON r.reference = e.restriction WHERE "
    "e.copy_id = m.id AND e.copy_id <> '' AND r.legal_hold = 1))";
const char* const kEventIsHeld =
    "EXISTS (SELECT 1 FROM restriction r WHERE r.reference = e.restriction AND r.legal_hold = 1)";
const char* const kRowIsHeld =
    "EXISTS (SELECT 1 FROM restriction r WHERE r.reference = o.restriction AND r.legal_hold = 1)";

bool is_held(Session& session, const policy::Reference& reference) {
  return holds(session, "SELECT 1 FROM restriction WHERE reference = $1 AND legal_hold = 1", reference);
}

// Events of a message that is gone may be held too: its id alone counts.
bool is_held_message(Session& session, const std::string& id) {
  return holds(session,
               "SELECT 1 FROM kept_recipient k JOIN restriction r ON r.reference = k.restriction WHERE k.message = $1 "
               "AND r.legal_hold = 1 UNION ALL SELECT 1 FROM event e JOIN restriction r ON r.reference = e.restriction "
               "WHERE e.copy_id = $1 AND e.copy_id <> '' AND r.legal_hold = 1",
               id);
}

bool is_held_event(Session& session, std::int64_t id) {
  return holds(session, std::string("SELECT 1 FROM event e WHERE e.id = $1 AND ") + kEventIsHeld, id);
}

}  // namespace postern::db
