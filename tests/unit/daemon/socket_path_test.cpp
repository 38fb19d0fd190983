// The socket's path: a stale socket of our own goes, and nothing else ever (faults.md M4).
#include "daemon/socket_path.hpp"

#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"

using namespace postern::daemon;
using postern::contract::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// A listening socket at `path`; closed, it leaves its file behind, as a crash does.
class Listener {
 public:
  explicit Listener(const fs::path& path) : number_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    REQUIRE(bind(number_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(number_, 1) == 0);
  }
  ~Listener() { close(number_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  int number_;
};

/// Why the path cannot be made free, naming the setting and the path; empty where it is free now.
std::string refusal(const fs::path& path) {
  const auto freed = free_socket_path(path.string(), "milter.socket");
  if (freed) return {};
  CHECK(freed.error().problems.size() == 1);
  CHECK(freed.error().problems.front().starts_with("milter.socket: " + path.string() + ": "));
  return freed.error().problems.front();
}

}  // namespace

TEST_CASE("the path of a UNIX socket is told from other kinds", "[milter][socket]") {
  CHECK(unix_path("unix:/run/a.sock") == "/run/a.sock");
  CHECK(unix_path("local:/run/a.sock") == "/run/a.sock");
  CHECK(unix_path("/run/a.sock") == "/run/a.sock");
  CHECK(unix_path("inet:8891@127.0.0.1").empty());
  CHECK(unix_path("").empty());
}

TEST_CASE("a free path stays free, a stale socket is removed", "[milter][socket][M4]") {
  const TemporaryFolder folder;
  CHECK(refusal(folder / "s").empty());
  { const Listener crashed(folder / "s"); }
  REQUIRE(fs::exists(folder / "s"));
  CHECK(refusal(folder / "s").empty());
  CHECK_FALSE(fs::exists(folder / "s"));
}

TEST_CASE("a live peer's socket stays", "[milter][socket][M4]") {
  const TemporaryFolder folder;
  const Listener live(folder / "s");
  CHECK(refusal(folder / "s").find("already") != std::string::npos);
  CHECK(fs::exists(folder / "s"));
}

TEST_CASE("what is no socket stays: a file, a folder, a link, even to a stale socket", "[milter][socket][M4]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  fs::create_directory(folder / "folder");
  { const Listener crashed(folder / "stale"); }
  fs::create_symlink(folder / "stale", folder / "link");
  fs::create_symlink(folder / "nowhere", folder / "dangling");
  for (const char* name : {"file", "folder", "link", "dangling"}) {
    INFO(name);
    CHECK(refusal(folder / name).find("no socket") != std::string::npos);
    CHECK(fs::exists(fs::symlink_status(folder / name)));
  }
  CHECK(fs::exists(folder / "stale"));
}

TEST_CASE("a path of 107 bytes fits, one of 108 does not", "[milter][socket][M4]") {
  const TemporaryFolder folder;
  const std::size_t room = 107 - (folder / "").string().size();
  CHECK(refusal(folder / std::string(room, 's')).empty());
  CHECK(refusal(folder / std::string(room + 1, 's')).find("107 bytes") != std::string::npos);
}

TEST_CASE("a folder that is not there is named as what is missing", "[milter][socket][M4]") {
  const TemporaryFolder folder;
  CHECK(refusal(folder / "none/s").find("folder") != std::string::npos);
}

TEST_CASE("mode and group are set, and a group that is none is refused", "[milter][socket][M4]") {
  const TemporaryFolder folder;
  const Listener live(folder / "s");
  CHECK(set_socket_access(folder / "s", 0660, "", "milter.socket"));
  struct stat found {};
  REQUIRE(stat((folder / "s").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0660);
  const auto refused = set_socket_access(folder / "s", 0660, "no-such-group-here", "milter.socket");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().problems.front() == "milter.socket_group: no-such-group-here: there is no such group");
  CHECK_FALSE(set_socket_access(folder / "none", 0660, "", "milter.socket"));
}
