// When timed work of a name was last noted. Private to db/; within a transaction of the caller, failures as
// sql_session.hpp.
#pragma once
#include "db/sql/query.hpp"

namespace postern::db {

std::optional<std::chrono::sys_seconds> run_of(Session& session, const std::string& name);
/// An empty time forgets it.
void set_run(Session& session, const std::string& name, std::optional<std::chrono::sys_seconds> at);

}  // namespace postern::db
