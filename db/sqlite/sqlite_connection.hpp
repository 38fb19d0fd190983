// One SQLite connection with a lock and a deadline. Private to db/sqlite.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "db/sql/sql_session.hpp"
#include "db/sqlite/sqlite_gate.hpp"
#include "policy/result.hpp"

namespace postern::db {

/// How long one call may wait, for this process' lock and for another process' writing together.
inline constexpr std::chrono::milliseconds kDeadline{2000};

/// Fault::unavailable with one line: what happened to the store at `path`, and what to do.
policy::Error why_failed(const std::string& path, const std::exception& error);

/// Any thread may call transact(); one at a time gets in.
class Connection {
 public:
  /// Throws SQLite::Exception where the file cannot be opened.
  explicit Connection(const std::string& path);

  /// Calls `work(database)` outside any transaction: for what SQLite does only there.
  template <class Work>
  policy::Result<> alone(Work work) {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    const Passage passage(gate_, deadline);
    if (!passage) return busy();
    try {
      wait_at_most(deadline);
      return work(database_);
    } catch (const std::exception& error) {
      return why_failed(path_, error);
    }
  }

  /// As Engine::transact(). `begin` is `BEGIN` to read a consistent state, `BEGIN IMMEDIATE` to write. Fails where the
  /// file at the path, or its log, is no longer the one that was opened, or a newer program has brought it up to date.
  std::optional<policy::Error> transact(const char* begin, const std::function<bool(Session&)>& work);

 private:
  policy::Error busy() const;
  std::optional<policy::Error> why_changed();
  void wait_at_most(std::chrono::steady_clock::time_point deadline);
  void roll_back() noexcept;
  const std::string path_;
  Gate gate_;
  SQLite::Database database_;
  const std::uint64_t log_;  ///< the write-ahead log's inode
  SQLite::Statement version_;
};

}  // namespace postern::db
