#include "db/sqlite/sqlite_engine.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace postern::db {
namespace {

/// The empty file first: SQLite fills it, and never decides its mode.
std::optional<policy::Error> create(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) {
    return policy::unavailable(path + " cannot be made: " + std::generic_category().message(errno));
  }
  fchmod(file, 0600);
  close(file);
  return std::nullopt;
}

std::string integrity(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READONLY);
  return database.execAndGet("PRAGMA integrity_check").getString();
}

}  // namespace

std::optional<policy::Error> SqliteEngine::transact(Access access, const std::function<bool(Session&)>& work) {
  switch (access) {
    case Access::write:
      return writer_.transact("BEGIN IMMEDIATE", work);
    case Access::read:
      return reader_.transact("BEGIN", work);
    case Access::read_much:
      return bulk_reader_.transact("BEGIN", work);
  }
  std::abort();
}

policy::Result<> SqliteEngine::copy_to(const std::string& path) {
  if (auto error = create(path)) return *error;
  const auto copied = bulk_reader_.alone([&](SQLite::Database& database) -> policy::Result<> {
    SQLite::Statement copy(database, "VACUUM INTO ?");
    copy.bind(1, path);
    copy.exec();
    const std::string whole = integrity(path);
    if (whole != "ok") return policy::unavailable("the store " + path_ + " is damaged: " + whole);
    return policy::Done{};
  });
  if (!copied) unlink(path.c_str());
  return copied;
}

policy::Result<> SqliteEngine::compact() {
  return writer_.alone([&](SQLite::Database& database) -> policy::Result<> {
    database.exec("VACUUM");
    const bool in_use = database.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)").getInt() != 0;
    if (in_use) return policy::unavailable("the store " + path_ + " is read by another program: try again");
    return policy::Done{};
  });
}

}  // namespace postern::db
