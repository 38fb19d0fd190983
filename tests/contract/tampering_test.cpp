// Whatever is done to the table `audit` behind postern's back, walking the chain finds the first entry that is wrong.
#include <SQLiteCpp/SQLiteCpp.h>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

/// Six entries; then `statement` is run on the file.
std::uint64_t first_broken_after(const std::string& statement) {
  StoreUnderTest store;
  for (int i = 0; i < 6; ++i) {
    must(store->commit(adding(restriction_of("c" + std::to_string(i) + "@example.org")), kAdmin, kNow));
  }
  REQUIRE(first_broken(*store) == 0);
  store.close();
  {
    SQLite::Database database(store.file(), SQLite::OPEN_READWRITE);
    database.exec(statement);
  }
  store.reopen();
  return first_broken(*store);
}

TEST_CASE("a change of any column of an entry is found at that entry", "[contract][audit][tampering]") {
  const std::string column =
      GENERATE("at = at + 1", "actor = 'somebody'", "login = 'root'", "action = 'lifted'", "subject = 'RCC-2026-0009'",
               "data_hash = replace(data_hash, substr(data_hash, 1, 1), 'x')", "previous = upper(previous)",
               "hash = replace(hash, substr(hash, 1, 1), 'x')", "salt = 'f' || substr(salt, 2, 62) || 'x'",
               "data = '{\"why\":\"another\"}'", "salt = NULL", "data = NULL",
               "salt = salt || substr(data, 1, 1), data = substr(data, 2)");
  CAPTURE(column);
  CHECK(first_broken_after("UPDATE audit SET " + column + " WHERE sequence = 3") == 3);
}

/// The text of a column, or the eight bytes of a number, with one byte of it flipped.
std::string flipped(std::string bytes, std::size_t place) {
  bytes[place] = static_cast<char>(bytes[place] ^ 0x11);
  return bytes;
}

std::string big_endian(std::int64_t number) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[7 - i] = static_cast<char>(number >> (8 * i));
  return bytes;
}

std::int64_t number_in(const std::string& bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

/// The audit trail of a closed store, changed column by column.
class Tampering {
 public:
  explicit Tampering(const std::string& file) : database_(file, SQLite::OPEN_READWRITE) {
    database_.exec("PRAGMA synchronous = OFF");
  }
  bool is_number(const std::string& column) { return column == "sequence" || column == "at"; }
  std::string read(const std::string& column, std::int64_t row) {
    SQLite::Statement statement(database_, "SELECT " + column + " FROM audit WHERE rowid = ?");
    statement.bind(1, row);
    REQUIRE(statement.executeStep());
    return is_number(column) ? big_endian(statement.getColumn(0).getInt64()) : statement.getColumn(0).getString();
  }
  void write(const std::string& column, std::int64_t row, const std::string& bytes) {
    SQLite::Statement statement(database_, "UPDATE audit SET " + column + " = " +
                                               (is_number(column) ? "?1" : "CAST(?1 AS TEXT)") + " WHERE rowid = ?2");
    if (is_number(column)) {
      statement.bind(1, number_in(bytes));
    } else {
      statement.bind(1, bytes.data(), static_cast<int>(bytes.size()));
    }
    statement.bind(2, row);
    REQUIRE(statement.exec() == 1);
  }

 private:
  SQLite::Database database_;
};

TEST_CASE("every byte of every entry that is flipped is found, at that entry", "[contract][audit][tampering]") {
  StoreUnderTest store;
  constexpr std::int64_t kEntries = 4;
  for (int i = 0; i < kEntries; ++i) {
    must(store->commit(adding(restriction_of("c" + std::to_string(i) + "@example.org")), kAdmin, kNow));
  }
  Tampering tampering(store.file());
  std::size_t flips = 0;
  for (std::int64_t row = 1; row <= kEntries; ++row) {
    for (const char* column :
         {"sequence", "at", "actor", "login", "action", "subject", "data_hash", "previous", "hash", "salt", "data"}) {
      const std::string before = tampering.read(column, row);
      for (std::size_t place = 0; place < before.size(); ++place, ++flips) {
        const std::string after = flipped(before, place);
        const bool moved = std::string(column) == "sequence";
        tampering.write(column, row, after);
        const auto broken = first_broken(*store);
        tampering.write(column, moved ? number_in(after) : row, before);
        CAPTURE(row, column, place);
        REQUIRE(broken == static_cast<std::uint64_t>(row));
      }
    }
  }
  CHECK(flips > 1000);
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("the schema of the audit trail has no column that this test forgets", "[contract][audit][tampering]") {
  StoreUnderTest store;
  SQLite::Database database(store.file());
  SQLite::Statement names(database, "SELECT group_concat(name, ' ') FROM pragma_table_info('audit')");
  REQUIRE(names.executeStep());
  CHECK(names.getColumn(0).getString() == "sequence at actor login action subject data_hash previous hash salt data");
}

TEST_CASE("entries that are deleted, added, renumbered or exchanged are found", "[contract][audit][tampering]") {
  CHECK(first_broken_after("DELETE FROM audit WHERE sequence = 3") == 3);
  CHECK(first_broken_after("DELETE FROM audit WHERE sequence = 1") == 1);
  CHECK(first_broken_after("DELETE FROM audit WHERE sequence = 3; UPDATE audit SET sequence = sequence - 1 WHERE "
                           "sequence > 3") == 3);
  CHECK(
      first_broken_after("INSERT INTO audit SELECT 7, at, actor, login, action, subject, data_hash, hash, hash, salt, "
                         "data FROM audit WHERE sequence = 6") == 7);
  CHECK(first_broken_after("INSERT INTO audit SELECT 7, at, actor, login, action, subject, data_hash, previous, hash, "
                           "salt, data FROM audit WHERE sequence = 6") == 7);
  CHECK(first_broken_after("UPDATE audit SET sequence = -3 WHERE sequence = 3") == 3);
  CHECK(first_broken_after("UPDATE audit SET sequence = 99 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE "
                           "sequence = 4; UPDATE audit SET sequence = 4 WHERE sequence = 99") == 2);
}

TEST_CASE("a chain that was made anew from an entry on breaks at the head noted before",
          "[contract][audit][tampering]") {
  StoreUnderTest store;
  must(store->commit(adding(restriction_of("a@example.org")), kAdmin, kNow));
  const auto noted = must(store->audit_head());
  SQLite::Database(store.file(), SQLite::OPEN_READWRITE).exec("DELETE FROM audit");
  store.reopen();
  must(store->commit(adding(restriction_of("b@example.org")), kAdmin, kNow));
  CHECK(first_broken(*store) == 0);
  CHECK(must(store->audit_head()).sequence == noted.sequence);
  CHECK(must(store->audit_head()).hash != noted.hash);
}

TEST_CASE("erasing the data of an entry with its salt leaves the chain whole", "[contract][audit][tampering]") {
  CHECK(first_broken_after("UPDATE audit SET salt = NULL, data = NULL WHERE sequence = 3") == 0);
}

}  // namespace
}  // namespace postern::contract
