#include "db/sqlite/sqlite_session.hpp"

#include <sqlite3.h>
#include <stdexcept>

namespace postern::db {
namespace {

class SqliteStatement : public Statement {
 public:
  SqliteStatement(SQLite::Database& database, const std::string& text) : statement_(database, text) {
    for (int place = 1; place <= statement_.getBindParameterCount(); ++place) {
      if (statement_.getIndex(("$" + std::to_string(place)).c_str()) != place) {
        throw std::logic_error("placeholders do not appear as $1, $2 and so on in: " + text);
      }
    }
  }

  void bind(int place, std::string_view text) override { statement_.bind(place, std::string(text)); }
  void bind(int place, std::int64_t number) override { statement_.bind(place, number); }
  void bind_null(int place) override { statement_.bind(place); }
  bool step() override { return statement_.executeStep(); }
  std::string text(int column) const override { return statement_.getColumn(column).getString(); }
  std::int64_t number(int column) const override { return statement_.getColumn(column).getInt64(); }
  bool is_null(int column) const override { return statement_.getColumn(column).isNull(); }
  std::size_t affected() const override { return static_cast<std::size_t>(statement_.getChanges()); }

 private:
  SQLite::Statement statement_;
};

}  // namespace

std::unique_ptr<Statement> SqliteSession::prepare(const std::string& text) {
  return std::make_unique<SqliteStatement>(database_, text);
}

}  // namespace postern::db
