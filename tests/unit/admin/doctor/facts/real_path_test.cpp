#include "admin/doctor/facts/real_path.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "admin/doctor/facts/own_addresses.hpp"

using namespace postern::admin::doctor;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, without links on the way, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::canonical(fs::temp_directory_path()) / "postern-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path path;
};

}  // namespace

TEST_CASE("an absolute link begins at the root of the chroot, a relative one where it lies") {
  const Folder folder;
  const std::string top = folder.path;
  fs::create_directories(folder.path / "queue/postern");
  fs::create_directories(folder.path / "elsewhere");
  fs::create_directory_symlink(folder.path / "elsewhere", folder.path / "queue/absolute");
  fs::create_directory_symlink("postern", folder.path / "queue/relative");
  fs::create_directory_symlink("../../..", folder.path / "queue/up");
  const std::string queue = top + "/queue";
  CHECK(real_path_in(queue, queue + "/absolute/x.sock") == queue + top + "/elsewhere/x.sock");
  CHECK(real_path_in("", queue + "/absolute/x.sock") == top + "/elsewhere/x.sock");
  CHECK(real_path_in(queue, queue + "/relative/x.sock") == queue + "/postern/x.sock");
  CHECK(real_path_in(queue, queue + "/up/x.sock") == queue + "/x.sock");
  CHECK(real_path_in(queue, queue + "/postern/x.sock") == queue + "/postern/x.sock");
}

TEST_CASE("a root that is a link is resolved, and a link to itself ends") {
  const Folder folder;
  const std::string top = folder.path;
  fs::create_directories(folder.path / "queue");
  fs::create_directory_symlink("queue", folder.path / "spool");
  fs::create_symlink("loop", folder.path / "queue/loop");
  CHECK(real_path_in(top + "/spool", top + "/spool/x.sock") == top + "/queue/x.sock");
  CHECK(real_path_in(top + "/queue", top + "/queue/loop") == top + "/queue/loop");
}

TEST_CASE("this machine has a loopback address") {
  const auto addresses = own_addresses();
  CHECK(std::find(addresses.begin(), addresses.end(), "127.0.0.1") != addresses.end());
}
