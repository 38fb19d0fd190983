// What a restriction under legal hold keeps from being removed. Private to db/; within a transaction of the caller,
// failures as sql_session.hpp.
#pragma once
#include "db/sql/query.hpp"
#include "policy/reference.hpp"

namespace postern::db {

/// Conditions on the message `m`, the event `e` and the outbox row `o` of a statement: a restriction of theirs is held.
extern const char* const kMessageIsHeld;
extern const char* const kEventIsHeld;
extern const char* const kRowIsHeld;
bool is_held(Session& session, const policy::Reference& reference);
bool is_held_message(Session& session, const std::string& id);
bool is_held_event(Session& session, std::int64_t id);

}  // namespace postern::db
