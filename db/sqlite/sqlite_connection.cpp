#include "db/sqlite/sqlite_connection.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <sys/stat.h>

#include "db/sqlite/sqlite_file.hpp"
#include "db/sqlite/sqlite_session.hpp"

namespace postern::db {
namespace {

/// What to do about a failure of SQLite, by its primary result code.
std::string advice(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "; another program has kept it locked: try again";
    case SQLITE_FULL:
      return "; make room on its disk";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "; look at the owner and mode of the file, its folder and the files beside it";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "; restore it from a backup";
    case SQLITE_IOERR:
      return "; look at its disk";
  }
  return {};
}

/// SQLite keeps it from the first reading until the last program closes the store. 0 where there is none.
std::uint64_t log_beside(const std::string& path) {
  struct stat found {};
  return stat((path + "-wal").c_str(), &found) == 0 ? found.st_ino : 0;
}

std::uint64_t opened_log(SQLite::Database& database, const std::string& path) {
  database.exec("PRAGMA user_version");
  return log_beside(path);
}

}  // namespace

policy::Error why_failed(const std::string& path, const std::exception& error) {
  const auto* by_sqlite = dynamic_cast<const SQLite::Exception*>(&error);
  return policy::unavailable("the store " + path + " failed: " + error.what() +
                             (by_sqlite == nullptr ? "" : advice(*by_sqlite)));
}

Connection::Connection(const std::string& path)
    : path_(path),
      database_(path, SQLite::OPEN_READWRITE, static_cast<int>(kDeadline.count())),
      log_(opened_log(database_, path)),
      version_(database_, "PRAGMA user_version") {
  // FULL: a committed transaction survives a power cut; with WAL one fsync for each.
  database_.exec("PRAGMA synchronous = FULL");
  database_.exec("PRAGMA foreign_keys = ON");
  database_.exec("PRAGMA journal_size_limit = 67108864");
  database_.exec("PRAGMA trusted_schema = OFF");
  // What is removed leaves no bytes in the file.
  database_.exec("PRAGMA secure_delete = ON");
}

std::optional<policy::Error> Connection::transact(const char* begin, const std::function<bool(Session&)>& work) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  const Passage passage(gate_, deadline);
  if (!passage) return busy();
  try {
    wait_at_most(deadline);
    database_.exec(begin);
    auto change = why_changed();
    SqliteSession session(database_);
    database_.exec(!change && work(session) ? "COMMIT" : "ROLLBACK");
    return change;
  } catch (const std::exception& error) {
    roll_back();
    return why_failed(path_, error);
  }
}

policy::Error Connection::busy() const {
  return policy::unavailable("the store " + path_ + " is busy: another call has not ended in time; try again");
}

/// Without this, SQLite goes on in a file that nobody can open any more, and what it takes there is lost with the
/// process. Looked at in every transaction: a message is acknowledged on the strength of it.
std::optional<policy::Error> Connection::why_changed() {
  int moved = 0;
  sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved != 0 || log_beside(path_) != log_) {
    return policy::unavailable("the store " + path_ +
                               ", or its log, was moved, removed or replaced while in use; put it back, or" +
                               " restart this program");
  }
  version_.reset();
  version_.executeStep();
  const int version = version_.getColumn(0).getInt();
  version_.reset();
  if (version == kSchemaVersion) return std::nullopt;
  return policy::unavailable("the store " + path_ + " was changed to version " + std::to_string(version) +
                             " while in use (this program has " + std::to_string(kSchemaVersion) +
                             "); restart this program, brought up to date");
}

void Connection::wait_at_most(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  database_.setBusyTimeout(static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 1)));
}

void Connection::roll_back() noexcept {
  if (sqlite3_get_autocommit(database_.getHandle()) != 0) return;  // never begun, or SQLite has rolled it back
  database_.tryExec("ROLLBACK");
}

}  // namespace postern::db
