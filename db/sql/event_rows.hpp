// The gateway's events as rows. Private to db/; within a transaction of the caller, failures as sql_session.hpp.
#pragma once
#include "db/event_seal.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

/// The columns of an event after its id and its enforcement, as read_event() reads them from the column `first` on.
extern const char* const kEventColumns;
void read_event(const Query& row, int first, Event& event);
/// The id, the enforcement and the columns above, from the column `first` on.
StoredEvent stored_event(const Query& row, int first);
void insert_event(Session& session, const Event& event, const std::string& enforcement);
/// Removes an event; a sealed one leaves its hash without the salt. Whether it was sealed.
bool remove_event(Session& session, std::int64_t id);

}  // namespace postern::db
