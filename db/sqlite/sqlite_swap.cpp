#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "db/sqlite/sqlite_connection.hpp"
#include "db/sqlite/sqlite_file.hpp"
#include "db/store_swap.hpp"

namespace postern::db {
namespace {

namespace fs = std::filesystem;

bool is_there(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0;
}

policy::Error in_use(const std::string& path) {
  return policy::refused("the store " + path + " is in use: stop posternd and every other program that has it open");
}

policy::Error holds_something(const std::string& path, const std::string& what) {
  return policy::refused("the store " + path + " " + what +
                         ": it is replaced only with --replace, and is gone then; back it up or move it away first");
}

/// Whether nothing was ever recorded in it.
bool is_empty(SQLite::Database& database) {
  const auto rows = database.execAndGet(
      "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM event) + (SELECT count(*) FROM kept_message)");
  return rows.getInt64() == 0;
}

/// Opens the old store for nobody else. With its log taken in and no other mode than SQLite's oldest, the rename later
/// leaves nothing of it beside the new one.
std::unique_ptr<SQLite::Database> taken(const std::string& path) {
  auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE, 0);
  database->exec("PRAGMA locking_mode = EXCLUSIVE");
  database->execAndGet("PRAGMA journal_mode = DELETE");
  database->exec("BEGIN EXCLUSIVE");
  return database;
}

bool is_locked(const SQLite::Exception& error) {
  return error.getErrorCode() == 5 || error.getErrorCode() == 6;  // SQLITE_BUSY, SQLITE_LOCKED
}

class SqliteSwap : public StoreSwap {
 public:
  explicit SqliteSwap(std::string path) : path_(std::move(path)), new_path_(path_ + ".restoring") {}
  ~SqliteSwap() override { remove_leftovers(); }
  SqliteSwap(const SqliteSwap&) = delete;
  SqliteSwap& operator=(const SqliteSwap&) = delete;

  std::optional<policy::Error> take(bool replace) {
    if (!is_there(path_)) {
      if (!is_there(path_ + "-wal")) return std::nullopt;
      return policy::refused(path_ + "-wal lies there without its store: move it away with the store it belongs to");
    }
    if (auto no_database = why_no_database(path_)) {
      if (!replace && fs::file_size(path_) > 0) return holds_something(path_, "is no store");
      return std::nullopt;
    }
    try {
      old_ = taken(path_);
      if (!replace && !is_empty(*old_)) return holds_something(path_, "is there");
    } catch (const SQLite::Exception& error) {
      if (is_locked(error)) return in_use(path_);
      old_.reset();
      if (!replace) return holds_something(path_, std::string("is damaged (") + error.what() + ")");
    }
    return std::nullopt;
  }

  std::optional<policy::Error> prepare() {
    remove_leftovers();
    return create_store_file(new_path_);
  }

  const std::string& new_path() const override { return new_path_; }

  policy::Result<> commit() override {
    struct stat log {};
    if (stat((new_path_ + "-wal").c_str(), &log) == 0 && log.st_size > 0) {
      return policy::unavailable(new_path_ + ": is still open somewhere");
    }
    if (const int error = synced(new_path_, O_RDWR); error != 0) return policy::file_fault(new_path_, error);
    // Of a damaged store alone: a whole one has none by now. Its log must not be taken for the new one's.
    for (const char* beside : {"-wal", "-shm", "-journal"}) unlink((path_ + beside).c_str());
    if (rename(new_path_.c_str(), path_.c_str()) != 0) return policy::file_fault(path_, errno);
    const std::string folder = fs::path(path_).parent_path().string();
    if (const int error = synced(folder, O_RDONLY | O_DIRECTORY); error != 0) return policy::file_fault(folder, error);
    return policy::Done{};
  }

 private:
  static int synced(const std::string& path, int how) {
    const int file = open(path.c_str(), how | O_CLOEXEC);
    if (file < 0) return errno;
    const int error = fsync(file) == 0 ? 0 : errno;
    close(file);
    return error;
  }

  void remove_leftovers() {
    for (const char* beside : {"", "-wal", "-shm", "-journal"}) unlink((new_path_ + beside).c_str());
  }

  const std::string path_;
  const std::string new_path_;
  std::unique_ptr<SQLite::Database> old_;
};

}  // namespace

policy::Result<std::unique_ptr<StoreSwap>> StoreSwap::begin(const std::string& url, bool replace) {
  const auto path = path_in(url);
  if (!path) return path.error();
  try {
    auto swap = std::make_unique<SqliteSwap>(fs::weakly_canonical(fs::absolute(*path)).string());
    if (auto error = swap->take(replace)) return *error;
    if (auto error = swap->prepare()) return *error;
    return std::unique_ptr<StoreSwap>(std::move(swap));
  } catch (const std::exception& error) {
    return why_failed(*path, error);
  }
}

}  // namespace postern::db
