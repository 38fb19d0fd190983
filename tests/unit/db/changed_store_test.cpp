// A store whose file is taken away, exchanged or brought up to date by a newer program while this one has it open:
// nothing may be written where nobody finds it again (faults.md S5, P4).
#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"
#include "db/store.hpp"

namespace postern::db {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Store> store_at(const fs::path& path) {
  auto store = open_store("sqlite:" + path.string(), OpenFor::initialise);
  if (!store) FAIL(store.error().problems.front());
  return std::move(*store);
}

Enforcement enforcement() {
  Enforcement one;
  one.id = std::string(32, 'a');
  one.events.emplace_back();
  return one;
}

/// Reading and writing both fail, and say so in one line with `words` in it.
void check_that_it_fails(Store& store, const std::string& words) {
  for (const policy::Error& error : {store.record(enforcement()).error(), store.revision().error(),
                                     store.rules().error(), store.by_token("token").error()}) {
    CHECK(error.fault == policy::Fault::unavailable);
    REQUIRE(error.problems.size() == 1);
    INFO(error.problems.front());
    CHECK(error.problems.front().find(words) != std::string::npos);
  }
}

TEST_CASE("a store that was removed or moved away takes nothing until it is back", "[db][changed]") {
  const contract::TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  const auto store = store_at(path);
  REQUIRE(store->record(enforcement()));
  fs::rename(path, folder / "away.db");
  check_that_it_fails(*store, "was moved, removed or replaced");
  fs::rename(folder / "away.db", path);
  REQUIRE(store->events({}));
  CHECK(store->events({})->size() == 1);
}

TEST_CASE("a store that was replaced by another one takes nothing", "[db][changed]") {
  const contract::TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  const auto store = store_at(path);
  store_at(folder / "other.db").reset();
  fs::rename(folder / "other.db", path);
  check_that_it_fails(*store, "was moved, removed or replaced");
}

TEST_CASE("a store whose write-ahead log was removed takes nothing", "[db][changed]") {
  const contract::TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  const auto store = store_at(path);
  REQUIRE(store->record(enforcement()));
  fs::remove(path.string() + "-wal");
  check_that_it_fails(*store, "its log, was moved, removed or replaced");
}

TEST_CASE("a store that a newer program has brought up to date is left alone", "[db][changed]") {
  const contract::TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  const auto store = store_at(path);
  const int own = SQLite::Database(path.string()).execAndGet("PRAGMA user_version").getInt();
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  check_that_it_fails(*store, "changed to version 99");
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = " + std::to_string(own));
  CHECK(store->record(enforcement()));
}

}  // namespace
}  // namespace postern::db
