// The store in one SQLite file, in WAL mode: readers never wait for the writer. Private to db/sqlite; see
// sql/sql_session.hpp.
#pragma once
#include <string>

#include "db/sql/sql_session.hpp"
#include "db/sqlite/sqlite_connection.hpp"

namespace postern::db {

class SqliteEngine : public Engine {
 public:
  /// `path` must hold a store of this version. Throws SQLite::Exception.
  explicit SqliteEngine(const std::string& path) : path_(path), writer_(path), reader_(path), bulk_reader_(path) {}

  std::optional<policy::Error> transact(Access access, const std::function<bool(Session&)>& work) override;
  policy::Result<> copy_to(const std::string& path) override;
  policy::Result<> compact() override;

 private:
  const std::string path_;
  Connection writer_;
  Connection reader_;
  Connection bulk_reader_;
};

}  // namespace postern::db
