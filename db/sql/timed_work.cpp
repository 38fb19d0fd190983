#include "db/sql/timed_work.hpp"

namespace postern::db {

std::optional<std::chrono::sys_seconds> run_of(Session& session, const std::string& name) {
  Query row(session, "SELECT at FROM timed_work WHERE name = $1", name);
  if (!row.next()) return std::nullopt;
  return row.at<std::chrono::sys_seconds>(0);
}

void set_run(Session& session, const std::string& name, std::optional<std::chrono::sys_seconds> at) {
  run(session, "DELETE FROM timed_work WHERE name = $1", name);
  if (at) run(session, insertion("timed_work", "name, at"), name, *at);
}

}  // namespace postern::db
