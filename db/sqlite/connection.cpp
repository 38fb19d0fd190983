#include "db/sqlite/connection.hpp"

#include <algorithm>

namespace postern::db {

Connection::Connection(const std::string& path)
    : database_(path, SQLite::OPEN_READWRITE, static_cast<int>(kDeadline.count())) {
  // FULL: a committed transaction survives a power cut; with WAL one fsync for each.
  database_.exec("PRAGMA synchronous = FULL");
  database_.exec("PRAGMA foreign_keys = ON");
  database_.exec("PRAGMA journal_size_limit = 67108864");
  database_.exec("PRAGMA trusted_schema = OFF");
}

void Connection::wait_at_most(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  database_.setBusyTimeout(static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 1)));
}

void Connection::roll_back() noexcept {
  try {
    database_.exec("ROLLBACK");
  } catch (
      const std::exception&) {  // NOLINT(bugprone-empty-catch): there was no transaction, or SQLite has rolled it back
  }
}

}  // namespace postern::db
