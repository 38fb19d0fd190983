// Stores as older programs left them, brought up to date: nothing is lost, and the audit chain is the same.
#include <fstream>
#include <iterator>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"
#include "db/sqlite/schema_files.hpp"
#include "db/store.hpp"
#include "support/source_dir.hpp"

namespace postern::db {
namespace {

const std::chrono::sys_seconds kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{10}};

/// A store of version 3 with something of everything in it.
void make_version_3(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const std::string_view file : schema_files().first(3)) database.exec(std::string(file));
  std::ifstream rows(test::source_dir() + "/tests/unit/db/sqlite/version_3.sql");
  database.exec(std::string(std::istreambuf_iterator<char>(rows), {}));
}

std::string dump(const std::string& path, const std::string& question) {
  SQLite::Database database(path);
  SQLite::Statement row(database, question);
  std::string all;
  while (row.executeStep()) {
    for (int i = 0; i < row.getColumnCount(); ++i) all += row.getColumn(i).getString() + "|";
    all += "\n";
  }
  return all;
}

std::unique_ptr<Store> brought_up_to_date(const std::string& path) {
  auto store = open_store("sqlite:" + path, OpenFor::initialise);
  if (!store) FAIL(store.error().problems.front());
  return std::move(*store);
}

/// The number of entries, all of them linked and whole.
std::size_t verified(const std::vector<AuditEntry>& entries) {
  AuditHead before = no_entries();
  for (const AuditEntry& entry : entries) {
    CHECK(fault_of(entry, before).empty());
    before = {entry.sequence, entry.hash};
  }
  return entries.size();
}

TEST_CASE("a store of version 3 is refused until it is brought up to date", "[db][older]") {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "postern.db";
  make_version_3(path);
  const auto refused = open_store("sqlite:" + path, OpenFor::use);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().problems.front().find("older postern (version 3;") != std::string::npos);
  brought_up_to_date(path).reset();
  CHECK(open_store("sqlite:" + path, OpenFor::use));
}

TEST_CASE("a store of version 3 keeps every row, and its audit chain verifies as before", "[db][older]") {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "postern.db";
  make_version_3(path);
  const std::string question =
      GENERATE(as<std::string>{}, "SELECT * FROM audit ORDER BY sequence", "SELECT * FROM event ORDER BY id",
               "SELECT * FROM restriction_version ORDER BY reference, version",
               "SELECT reference, version, status, terms, record, created, changed FROM restriction ORDER BY reference",
               "SELECT * FROM identifier ORDER BY reference, place", "SELECT * FROM councillor",
               "SELECT * FROM protected_address", "SELECT * FROM kept_message ORDER BY id",
               "SELECT message, place, recipient, status, restriction, choice_of, release_at, note FROM kept_recipient "
               "ORDER BY message, place",
               "SELECT * FROM outbox ORDER BY rowid", "SELECT * FROM notice", "SELECT * FROM kept_listing",
               "SELECT * FROM kept_look", "SELECT * FROM sealed_event ORDER BY id", "SELECT * FROM counted_message",
               "SELECT * FROM removed_restriction", "SELECT * FROM timed_work", "SELECT * FROM revision");
  const std::string before = dump(path, question);
  CHECK_FALSE(before.empty());
  const auto store = brought_up_to_date(path);
  CHECK(dump(path, question) == before);
  CHECK(verified(*store->audit(0, 100)) == 12);
  CHECK(store->audit_head()->sequence == 12);
}

TEST_CASE("a store of version 3 says the same of its rules once it is up to date", "[db][older]") {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "postern.db";
  make_version_3(path);
  const auto store = brought_up_to_date(path);
  const auto rules = store->rules();
  REQUIRE(rules);
  REQUIRE(rules->restrictions.size() == 3);
  CHECK(rules->restrictions[0].review_by == policy::Day{std::chrono::year{2027} / 3 / 1});
  CHECK_FALSE(rules->restrictions[0].lapses);
  CHECK_FALSE(rules->restrictions[1].review_by);
  CHECK(rules->restrictions[2].lapses > kNow);
  CHECK(rules->choices.size() == 1);
}

TEST_CASE("a legal hold of a store of version 3 holds when it is up to date, and others can go", "[db][older]") {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "postern.db";
  make_version_3(path);
  const auto store = brought_up_to_date(path);
  const auto removal = [](std::int64_t event) { return Removal{{event}, {}, {}, {}}; };
  CHECK_FALSE(store->remove_for_good(removal(2), kPurged, "over", {}, kNow));
  CHECK(store->remove_for_good(removal(3), kPurged, "over", {}, kNow));
}

}  // namespace
}  // namespace postern::db
