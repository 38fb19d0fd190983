#include "db/sqlite/sqlite_file.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "db/sqlite/schema_files.hpp"
#include "db/sqlite/sqlite_connection.hpp"

namespace postern::db {
namespace {

namespace fs = std::filesystem;

policy::Error unusable(const std::string& path, const std::string& why) {
  return policy::unavailable("the store " + path + " " + why);
}

std::set<std::string> names_in(SQLite::Database& database) {
  std::set<std::string> names;
  SQLite::Statement row(database, "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'");
  while (row.executeStep()) names.insert(row.getColumn(0).getString());
  return names;
}

std::optional<policy::Error> why_wrong_version(const std::string& path, int version) {
  const std::string versions =
      " (version " + std::to_string(version) + "; this program has " + std::to_string(kSchemaVersion) + ")";
  if (version > kSchemaVersion) {
    return unusable(path, "was written by a newer postern" + versions + "; bring this program up to date");
  }
  if (version < kSchemaVersion) {
    return unusable(path, "was written by an older postern" + versions + "; bring it up to date with: postern init");
  }
  return std::nullopt;
}

/// A table or index that is missing shows a store that somebody has worked on.
std::optional<policy::Error> why_damaged(const std::string& path, SQLite::Database& database) {
  SQLite::Database whole(":memory:", SQLite::OPEN_READWRITE);
  for (const std::string_view file : schema_files()) whole.exec(std::string(file));
  const std::set<std::string> present = names_in(database);
  for (const std::string& name : names_in(whole)) {
    if (!present.contains(name)) return unusable(path, "is damaged: it lacks " + name + "; restore it from a backup");
  }
  return std::nullopt;
}

bool holds_nothing(SQLite::Database& database) {
  return database.execAndGet("PRAGMA application_id").getInt64() == 0 && names_in(database).empty();
}

}  // namespace

std::optional<policy::Error> why_no_database(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return unusable(path, "is not there; make it with: postern init");
    return unusable(path, "cannot be reached: " + std::generic_category().message(errno));
  }
  if (!S_ISREG(found.st_mode)) return unusable(path, "is no file; `store` must name a file");
  if (found.st_size == 0) return unusable(path, "is an empty file; make the store with: postern init");
  std::array<char, 16> magic{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(magic.data(), magic.size()) && !file.eof()) {
    return unusable(path, "cannot be read by this user; run as its owner, or change the owner");
  }
  // With the NUL at its end.
  if (std::string_view(magic.data(), magic.size()) == std::string_view("SQLite format 3", magic.size()))
    return std::nullopt;
  return unusable(path, "is no SQLite file; move it away, then make the store with: postern init");
}

std::optional<policy::Error> why_not_writable(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  for (const std::string& needed : {path, folder, path + "-wal", path + "-shm"}) {
    if (access(needed.c_str(), W_OK) == 0 || errno == ENOENT) continue;
    return unusable(path, "cannot be used: " + needed + " is not writable by this user (" +
                              std::generic_category().message(errno) + "); run as its owner, or change the owner");
  }
  return std::nullopt;
}

std::optional<policy::Error> why_no_store(const std::string& path) {
  if (auto error = why_no_database(path)) return error;
  if (auto error = why_not_writable(path)) return error;
  SQLite::Database database(path, SQLite::OPEN_READWRITE, static_cast<int>(kDeadline.count()));
  if (holds_nothing(database)) return unusable(path, "is an empty database; make the store with: postern init");
  if (database.execAndGet("PRAGMA application_id").getInt64() != kApplicationId) {
    return unusable(path, "is the SQLite file of another program; name another path under `store`");
  }
  if (auto error = why_wrong_version(path, database.execAndGet("PRAGMA user_version").getInt())) return error;
  if (auto error = why_damaged(path, database)) return error;
  // A copy that was made by other means may have another mode.
  if (database.execAndGet("PRAGMA journal_mode = WAL").getString() == "wal") return std::nullopt;
  return unusable(path, "cannot keep a write-ahead log: it must lie on a local file system");
}

}  // namespace postern::db
