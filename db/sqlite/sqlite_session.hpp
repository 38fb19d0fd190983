// Statements of one SQLite connection. Private to db/sqlite; see sql/sql_session.hpp for threads and failures.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include "db/sql/sql_session.hpp"

namespace postern::db {

class SqliteSession : public Session {
 public:
  explicit SqliteSession(SQLite::Database& database) : database_(database) {}
  /// Throws where the placeholders do not first appear as $1, $2, …: SQLite numbers them by their appearance.
  std::unique_ptr<Statement> prepare(const std::string& text) override;

 private:
  SQLite::Database& database_;
};

}  // namespace postern::db
