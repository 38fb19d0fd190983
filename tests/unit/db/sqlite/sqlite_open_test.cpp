// A table of files that are no usable store (faults.md S5), and of the ways to make one.
#include <fstream>
#include <functional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"
#include "db/store.hpp"
#include "support/source_dir.hpp"

namespace postern::db {
namespace {

using contract::TemporaryFolder;
namespace fs = std::filesystem;

std::string url_of(const fs::path& path) {
  return "sqlite:" + path.string();
}

/// Why `path` is refused, in one line that names it; empty where it is opened.
std::string refusal(const fs::path& path, OpenFor purpose = OpenFor::use) {
  const auto store = open_store(url_of(path), purpose);
  if (store) return {};
  CHECK(store.error().fault == policy::Fault::unavailable);
  CHECK(store.error().problems.size() == 1);
  const std::string line = store.error().problems.front();
  CHECK(line.find(path.string()) != std::string::npos);
  CHECK(line.find('\n') == std::string::npos);
  return line;
}

bool says(const std::string& line, const std::string& words) {
  UNSCOPED_INFO(line);
  return line.find(words) != std::string::npos;
}

void make_store(const fs::path& path) {
  const auto store = open_store(url_of(path), OpenFor::initialise);
  if (!store) FAIL(store.error().problems.front());
}

void run(const fs::path& path, const std::string& statement) {
  SQLite::Database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(statement);
}

mode_t mode_of(const fs::path& path) {
  struct stat found {};
  REQUIRE(stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777U;
}

TEST_CASE("a store that is not there is refused, and nothing is made", "[db][open]") {
  const TemporaryFolder folder;
  CHECK(says(refusal(folder / "postern.db"), "postern init"));
  CHECK(says(refusal(folder / "none/postern.db"), "postern init"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("an empty file is refused, and initialise makes a store of it", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  std::ofstream(path).flush();
  CHECK(says(refusal(path), "postern init"));
  CHECK(fs::file_size(path) == 0);
  CHECK(refusal(path, OpenFor::initialise).empty());
  CHECK(refusal(path).empty());
}

TEST_CASE("garbage is refused for either purpose and stays as it is", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  const auto size = GENERATE(1, 15, 16, 100, 100000);
  std::ofstream(path) << std::string(static_cast<std::size_t>(size), 'x');
  CHECK(says(refusal(path), "no SQLite file"));
  CHECK(says(refusal(path, OpenFor::initialise), "no SQLite file"));
  CHECK(fs::file_size(path) == static_cast<std::uintmax_t>(size));
}

TEST_CASE("a file that only begins as a SQLite file is refused", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  std::ofstream(path) << std::string("SQLite format 3\0", 16) << std::string(5000, 'x');
  CHECK_FALSE(refusal(path).empty());
  CHECK_FALSE(refusal(path, OpenFor::initialise).empty());
}

TEST_CASE("a folder, a device or a loose link is refused", "[db][open]") {
  const TemporaryFolder folder;
  CHECK(says(refusal(folder.path()), "no file"));
  CHECK(says(refusal(folder.path(), OpenFor::initialise), "no file"));
  CHECK(says(refusal("/dev/null"), "no file"));
  fs::create_symlink(folder / "nowhere", folder / "link.db");
  CHECK_FALSE(refusal(folder / "link.db").empty());
}

TEST_CASE("another program's SQLite file is refused for either purpose and stays as it is", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "other.db";
  const std::string theirs =
      GENERATE(as<std::string>{}, "CREATE TABLE theirs (x)", "PRAGMA application_id = 7; CREATE TABLE theirs (x)",
               "PRAGMA application_id = 7", "PRAGMA user_version = 1; CREATE TABLE audit (x)");
  run(path, theirs);
  CHECK(says(refusal(path), "another program"));
  CHECK(says(refusal(path, OpenFor::initialise), "another program"));
  SQLite::Database database(path.string());
  CHECK(database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name = 'restriction'").getInt() == 0);
}

TEST_CASE("a store that was cut short while it was made is completed by initialise", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  run(path, "PRAGMA journal_mode = WAL; CREATE TABLE x (y); DROP TABLE x");
  CHECK(says(refusal(path), "postern init"));
  CHECK(refusal(path, OpenFor::initialise).empty());
}

TEST_CASE("a store of a newer version is refused for either purpose", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  run(path, "PRAGMA user_version = 99");
  CHECK(says(refusal(path), "newer postern (version 99;"));
  CHECK(says(refusal(path, OpenFor::initialise), "newer postern"));
}

TEST_CASE("a store of an older version is refused until it is brought up to date", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  run(path, "PRAGMA application_id = 0x504F5354");
  CHECK(says(refusal(path), "postern init"));
  CHECK(refusal(path, OpenFor::initialise).empty());
  CHECK(refusal(path).empty());
}

/// The text of a schema file.
std::string schema_file(const std::string& name) {
  std::ifstream file(postern::test::source_dir() + "/db/schema/sqlite/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("a store of version 1 is refused for use, and keeps everything when it is brought up to date", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  run(path, "PRAGMA journal_mode = WAL");
  run(path, schema_file("0001-central-log.sql"));
  run(path,
      "INSERT INTO protected_address VALUES ('foi@york.gov.uk', 'why'); INSERT INTO event VALUES (7, 'e', 1793613600, "
      "NULL, 'from', 'alex@example.org', 'tax@york.gov.uk', 'junk', 'councillor-choice', '', '', '', '', 0, '', '', "
      "'')");
  CHECK(says(refusal(path), "older postern (version 1;"));
  CHECK(says(refusal(path), "postern init"));
  make_store(path);
  const auto store = open_store(url_of(path), OpenFor::use);
  REQUIRE(store);
  CHECK((*store)->contents()->protected_addresses.size() == 1);
  CHECK((*store)->events({})->size() == 1);
  const std::chrono::sys_seconds later{std::chrono::seconds{1800000000}};
  CHECK(*(*store)->seal_events(later, 10, {}, later) == 1);
}

TEST_CASE("a store that lacks a table is refused, and never read as an empty log", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  run(path, GENERATE(as<std::string>{}, "DROP TABLE identifier", "DROP TABLE audit", "DROP INDEX outbox_due"));
  CHECK(says(refusal(path), "damaged"));
  CHECK(says(refusal(path, OpenFor::initialise), "damaged"));
}

TEST_CASE("a store that was cut off is refused", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  run(path, "PRAGMA wal_checkpoint(TRUNCATE)");
  fs::resize_file(path, GENERATE(100, 4096, 5000));
  CHECK_FALSE(refusal(path).empty());
  CHECK_FALSE(refusal(path, OpenFor::initialise).empty());
}

TEST_CASE("a page that was overwritten is an error and no empty answer", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  run(path, "INSERT INTO protected_address VALUES ('foi@york.gov.uk', 'why'); PRAGMA wal_checkpoint(TRUNCATE)");
  int page = 0;
  {
    SQLite::Database database(path.string());
    page = database.execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = 'protected_address'").getInt();
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp((page - 1) * 4096L);
  file << std::string(4096, '\x5A');
  file.close();
  const auto store = open_store(url_of(path), OpenFor::use);
  REQUIRE(store);
  CHECK_FALSE((*store)->contents());
  CHECK_FALSE((*store)->rules());
  CHECK((*store)->rules().error().fault == policy::Fault::unavailable);
}

TEST_CASE("a record that cannot be read is an error and no empty answer", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  const std::string bad =
      GENERATE(as<std::string>{}, "NULL, NULL, '{'", "'someday', NULL, '{\"action\":\"forward\"}'",
               "NULL, '2026-13-01', '{\"action\":\"forward\"}'", "NULL, NULL, '{\"action\":\"discard\"}'");
  run(path, "INSERT INTO restriction VALUES ('RCC-2026-0001', 2026, 1, 1, 'in-force', " + bad +
                ", '{}', 0, 0, NULL, 0, 0); INSERT INTO identifier VALUES ('RCC-2026-0001', 0, 'alex@example.org')");
  const auto store = open_store(url_of(path), OpenFor::use);
  REQUIRE(store);
  CHECK_FALSE((*store)->rules());
  CHECK_FALSE((*store)->contents());
}

TEST_CASE("making a store is harmless when it is there", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  run(path, "INSERT INTO protected_address VALUES ('foi@york.gov.uk', 'why')");
  fs::permissions(path, fs::perms(0640));
  make_store(path);
  const auto store = open_store(url_of(path), OpenFor::use);
  REQUIRE(store);
  CHECK((*store)->contents()->protected_addresses.size() == 1);
  CHECK(mode_of(path) == 0640);
}

TEST_CASE("nobody but its owner can read a new store, whatever the umask", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "new/postern.db";
  const mode_t before = umask(GENERATE(0000U, 0022U, 0277U));
  const auto made = open_store(url_of(path), OpenFor::initialise);
  umask(before);
  if (!made) FAIL(made.error().problems.front());
  REQUIRE(!(*made)
               ->commit({{}, {}, {{"a@york.gov.uk", policy::ProtectedAddress{"a@york.gov.uk", ""}, {}}}, {}}, {}, {})
               ->size());
  CHECK(mode_of(path) == 0600);
  CHECK(mode_of(path.string() + "-wal") == 0600);
  CHECK((mode_of(folder / "new") & 0077U) == 0);
}

TEST_CASE("a folder whose folder is missing is not made", "[db][open]") {
  const TemporaryFolder folder;
  CHECK_FALSE(open_store(url_of(folder / "a/b/postern.db"), OpenFor::initialise));
  CHECK(fs::is_empty(folder.path()));
}

/// Runs `work` in a child without root's powers; whether it answered true.
bool true_as_nobody(const std::function<bool()>& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(2);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Whether an ordinary user is refused with these words.
bool refused_to_nobody(const fs::path& path, const std::string& words, OpenFor purpose = OpenFor::use) {
  return true_as_nobody([&] {
    const auto store = open_store(url_of(path), purpose);
    return !store && store.error().problems.front().find(words) != std::string::npos;
  });
}

TEST_CASE("a store that this user may not write is refused", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path path = folder / "postern.db";
  make_store(path);
  fs::permissions(folder.path(), fs::perms(0555));
  SECTION("nor read") {
    fs::permissions(path, fs::perms(0000));
    CHECK(refused_to_nobody(path, "cannot be read by this user"));
  }
  SECTION("a file to read only") {
    fs::permissions(path, fs::perms(0444));
    CHECK(refused_to_nobody(path, "postern.db is not writable by this user"));
    CHECK(refused_to_nobody(path, "not writable", OpenFor::initialise));
  }
  SECTION("a folder to read only") {
    fs::permissions(path, fs::perms(0666));
    CHECK(refused_to_nobody(path, "is not writable by this user"));
  }
  SECTION("no store yet") {
    CHECK(refused_to_nobody(folder / "new.db", "cannot be made", OpenFor::initialise));
  }
  SECTION("a folder that may not be entered") {
    fs::permissions(folder.path(), fs::perms(0000));
    CHECK(refused_to_nobody(path, "cannot be reached"));
  }
  fs::permissions(folder.path(), fs::perms(0755));
}

TEST_CASE("an address that names no store is refused with what to write", "[db][open]") {
  const std::string url = GENERATE(as<std::string>{}, "", "sqlite", "sqlite:", "/var/lib/postern.db", "mysql:x",
                                   "memory", "postgresql://postern@db.example/postern", "postgres:x");
  CAPTURE(url);
  const auto store = open_store(url, GENERATE(OpenFor::use, OpenFor::initialise));
  REQUIRE_FALSE(store);
  CHECK(store.error().fault == policy::Fault::refused);
  CHECK(says(store.error().problems.front(), "sqlite:/PATH"));
}

TEST_CASE("a path that SQLite reads as more than a path is a path", "[db][open]") {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  const std::string name = GENERATE(as<std::string>{}, ":memory:", "file:x?mode=memory", "relative.db");
  const auto store = open_store("sqlite:" + name, OpenFor::initialise);
  fs::current_path(before);
  if (!store) FAIL(store.error().problems.front());
  CHECK(fs::file_size(folder / name) > 0);
}

}  // namespace
}  // namespace postern::db
