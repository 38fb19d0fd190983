#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "db/sqlite/sqlite_store.hpp"
#include "db/store.hpp"

namespace postern::db {
namespace schema {
extern const std::string_view kSqlite0001;
}

namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kApplicationId = 0x504F5354;
constexpr int kVersion = 1;

std::string words(int error) {
  return std::error_code(error, std::generic_category()).message();
}

/// Empty files, too: SQLite takes one for an empty database.
std::optional<policy::Error> why_no_database(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return policy::unavailable(path + ": there is no store yet; make one with: postern init");
  if (fs::is_directory(path, error)) return policy::unavailable(path + ": is a folder; store must name a file");
  char magic[16] = {};
  std::ifstream file(path, std::ios::binary);
  if (!file) return policy::unavailable(path + ": cannot be read; is this the right user?");
  file.read(magic, sizeof magic);
  if (std::string_view(magic, 15) == "SQLite format 3") return std::nullopt;
  return policy::unavailable(path + ": is no SQLite file; move it away, then: postern init");
}

/// What is wrong with the file as it lies there, before it is used.
std::optional<policy::Error> why_no_store(const std::string& path) {
  if (auto error = why_no_database(path)) return error;
  if (access(path.c_str(), W_OK) != 0) return policy::unavailable(path + ": cannot be written: " + words(errno));
  const std::string folder = fs::path(path).parent_path().string();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK) != 0) {
    return policy::unavailable(folder + ": cannot be written: " + words(errno) +
                               "; SQLite keeps its log beside the store");
  }
  SQLite::Database database(path, SQLite::OPEN_READWRITE, static_cast<int>(kDeadline.count()));
  if (database.execAndGet("PRAGMA application_id").getInt64() != kApplicationId) {
    return policy::unavailable(path + ": is a SQLite file, but no store of postern");
  }
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version > kVersion) {
    return policy::unavailable(path + ": was made by a newer postern (version " + std::to_string(version) +
                               ", this one knows " + std::to_string(kVersion) + "); bring this program up to date");
  }
  if (version < kVersion)
    return policy::unavailable(path + ": is of an older version; bring it up to date with: postern init");
  return std::nullopt;
}

/// The empty file first, so that its mode never depends on the umask.
std::optional<policy::Error> create_file(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  if (!folder.empty() && !fs::exists(folder, error)) {
    if (!fs::create_directories(folder, error))
      return policy::unavailable(folder.string() + ": cannot be made: " + error.message());
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return policy::unavailable(path + ": cannot be made: " + words(errno));
  fchmod(file, 0600);
  close(file);
  return std::nullopt;
}

void create_schema(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE, static_cast<int>(kDeadline.count()));
  database.exec("PRAGMA journal_mode = WAL");
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  database.exec(std::string(schema::kSqlite0001));
  transaction.commit();
}

std::optional<policy::Error> initialise(const std::string& path) {
  std::error_code error;
  const bool there = fs::exists(path, error);
  // A run that was cut short leaves an empty file.
  if (there && fs::file_size(path, error) > 0) return std::nullopt;
  if (!there) {
    if (auto problem = create_file(path)) return problem;
  }
  create_schema(path);
  return std::nullopt;
}

}  // namespace

policy::Result<std::unique_ptr<Store>> open_store(const std::string& url, OpenFor purpose) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme)) {
    return policy::refused("store: " + url + ": this version keeps its store in SQLite only; write sqlite:/PATH");
  }
  const std::string path = url.substr(kScheme.size());
  try {
    if (purpose == OpenFor::initialise) {
      if (auto error = initialise(path)) return *error;
    }
    if (auto error = why_no_store(path)) return *error;
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(path));
  } catch (const std::exception& error) {
    return policy::unavailable(path + ": cannot be used: " + error.what());
  }
}

}  // namespace postern::db
