#include "db/sql/query.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include "db/sqlite/sqlite_session.hpp"

namespace postern::db {
namespace {

struct Table {
  Table() : database(":memory:", SQLite::OPEN_READWRITE), session(database) {
    database.exec("CREATE TABLE t (a TEXT, b INTEGER, c INTEGER, d TEXT)");
  }
  SQLite::Database database;
  SqliteSession session;
};

TEST_CASE("what is written into a row is read from it, whatever its type and bytes", "[db][query]") {
  Table table;
  const std::string text("a\0\xFF'", 4);
  const std::chrono::sys_seconds at{std::chrono::seconds{-1}};
  CHECK(run(table.session, insertion("t", "a, b, c, d"), text, at, true, std::vector<std::string>{"x", "", "3:y"}) ==
        1);
  Query row(table.session, "SELECT a, b, c, d FROM t");
  REQUIRE(row.next());
  std::string read;
  std::chrono::sys_seconds time;
  bool yes = false;
  std::vector<std::string> texts;
  CHECK(row.read(0, std::tie(read, time, yes, texts)) == 4);
  CHECK(read == text);
  CHECK(time == at);
  CHECK(yes);
  CHECK(texts == std::vector<std::string>{"x", "", "3:y"});
  CHECK_FALSE(row.next());
}

TEST_CASE("a null is no empty text and no zero", "[db][query]") {
  Table table;
  run(table.session, insertion("t", "a, b, c"), std::optional<std::string>(), std::optional<std::string>(""),
      std::optional<std::chrono::sys_seconds>());
  Query row(table.session, "SELECT a, b, c FROM t");
  REQUIRE(row.next());
  CHECK(row.is_null(0));
  CHECK_FALSE(row.at<std::optional<std::string>>(0));
  CHECK_FALSE(row.is_null(1));
  CHECK(row.at<std::optional<std::string>>(1) == "");
  CHECK_FALSE(row.at<std::optional<std::chrono::sys_seconds>>(2));
}

TEST_CASE("a word in a column is read as what it stands for, and any other word is an error", "[db][query]") {
  Table table;
  run(table.session, insertion("t", "a, d"), OutboxKind::digest, "nonsense");
  Query row(table.session, "SELECT a, d FROM t");
  REQUIRE(row.next());
  CHECK(row.at<OutboxKind>(0) == OutboxKind::digest);
  CHECK_THROWS_AS(row.at<OutboxKind>(1), std::invalid_argument);
}

TEST_CASE("a statement counts the rows that it wrote", "[db][query]") {
  Table table;
  for (int i = 0; i < 3; ++i) run(table.session, insertion("t", "b"), i);
  CHECK(run(table.session, "UPDATE t SET c = 1 WHERE b > $1", 0) == 2);
  CHECK(run(table.session, "DELETE FROM t WHERE b = $1", 7) == 0);
  CHECK(number(table.session, "SELECT sum(b) FROM t") == 3);
  CHECK(column_of<int>(table.session, "SELECT b FROM t WHERE b < $1 ORDER BY b", 2) == std::vector<int>{0, 1});
  CHECK(holds(table.session, "SELECT 1 FROM t WHERE b = $1", 2));
  CHECK_FALSE(holds(table.session, "SELECT 1 FROM t WHERE b = $1", 3));
}

TEST_CASE("a placeholder may come again, and none may come before its time", "[db][query]") {
  Table table;
  CHECK(number(table.session, "SELECT $1 + $2 + $1", 1, 10) == 12);
  CHECK_THROWS_AS(table.session.prepare("SELECT $2 + $1"), std::logic_error);
  CHECK_THROWS_AS(table.session.prepare("SELECT ?"), std::logic_error);
}

}  // namespace
}  // namespace postern::db
