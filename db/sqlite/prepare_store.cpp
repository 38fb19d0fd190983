// Making a store, and bringing an older one up to date.
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "db/sqlite/schema_files.hpp"
#include "db/sqlite/sqlite_connection.hpp"
#include "db/sqlite/sqlite_file.hpp"

namespace postern::db {
namespace {

policy::Error cannot_be_made(const std::string& path, int error) {
  return policy::unavailable(path + " cannot be made: " + std::generic_category().message(error) +
                             "; is the folder above it there, and writable by this user?");
}

/// `postern init` is often run by root: the store then belongs to whoever owns the folder, the daemon's user.
int give_to_owner_of(const std::string& folder, int file) {
  struct stat owner {};
  if (geteuid() != 0 || stat(folder.c_str(), &owner) != 0) return 0;
  return fchown(file, owner.st_uid, owner.st_gid);
}

/// Whether the schema is ours to write: a database with nothing in it, or a store of an older version.
bool is_older_store(SQLite::Database& database) {
  const auto id = database.execAndGet("PRAGMA application_id").getInt64();
  if (id == kApplicationId) return database.execAndGet("PRAGMA user_version").getInt() < kSchemaVersion;
  return id == 0 && database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
}

void migrate(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE, static_cast<int>(kDeadline.count()));
  if (!is_older_store(database)) return;
  database.exec("PRAGMA journal_mode = WAL");
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  if (!is_older_store(database)) return;  // another run was quicker
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  for (const std::string_view file : schema_files().subspan(static_cast<std::size_t>(version))) {
    database.exec(std::string(file));
  }
  transaction.commit();
}

}  // namespace

/// The empty file first, so that its mode never depends on the umask; SQLite's log takes the mode after it.
std::optional<policy::Error> create_store_file(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot_be_made(folder, errno);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) return std::nullopt;  // another run was quicker
    return cannot_be_made(path, errno);
  }
  const bool done = fchmod(file, 0600) == 0 && give_to_owner_of(folder, file) == 0;
  const int error = errno;
  ::close(file);
  if (!done) return cannot_be_made(path, error);
  return std::nullopt;
}

std::optional<policy::Error> prepare_store(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) {
    if (auto error = create_store_file(path)) return error;
    migrate(path);
    return std::nullopt;
  }
  if (found.st_size > 0 || !S_ISREG(found.st_mode)) {
    if (auto error = why_no_database(path)) return error;
  }
  if (auto error = why_not_writable(path)) return error;
  migrate(path);
  return std::nullopt;
}

}  // namespace postern::db
