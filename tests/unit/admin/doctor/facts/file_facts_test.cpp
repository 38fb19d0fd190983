#include "admin/doctor/facts/file_facts.hpp"

#include <catch2/catch.hpp>

using namespace postern::admin::doctor;

namespace {

FileFacts folder(uid_t uid, gid_t gid, unsigned mode) {
  FileFacts file;
  file.path = "/x";
  file.there = file.folder = true;
  file.uid = uid;
  file.gid = gid;
  file.mode = mode;
  file.owner = "postern";
  file.group = "postfix";
  return file;
}

const Identity kPostfix{.user = "postfix", .uid = 105, .groups = {110, 111}, .group = "postfix"};

}  // namespace

TEST_CASE("the owner's bits hold for the owner, even where the group may do more") {
  CHECK(may(kPostfix, folder(105, 999, 0700), kRead | kWrite | kEnter));
  CHECK_FALSE(may(kPostfix, folder(105, 110, 0077), kEnter));
}

TEST_CASE("the group's bits hold for every group of the user, others' for nobody in it") {
  CHECK(may(kPostfix, folder(1, 111, 0750), kEnter));
  CHECK_FALSE(may(kPostfix, folder(1, 111, 0705), kEnter));
  CHECK(may(kPostfix, folder(1, 999, 0705), kEnter));
  CHECK_FALSE(may(kPostfix, folder(1, 999, 0750), kEnter));
}

TEST_CASE("all that is asked for must be allowed") {
  CHECK_FALSE(may(kPostfix, folder(105, 110, 0500), kRead | kWrite));
}

TEST_CASE("root may do everything") {
  CHECK(may({.user = "root", .uid = 0, .groups = {0}, .group = "root"}, folder(1, 1, 0), kWrite));
}

TEST_CASE("the first folder that is closed to the user is named, and none where all are open") {
  const std::vector<FileFacts> way = {folder(0, 0, 0755), folder(1, 1, 0700), folder(1, 1, 0700)};
  CHECK(first_closed(kPostfix, way) == &way[1]);
  CHECK(first_closed(kPostfix, {folder(0, 0, 0755), folder(1, 110, 0750)}) == nullptr);
}

TEST_CASE("a way has every folder, and ends at what is not there") {
  const auto way = way_to("/etc/no-such-folder/deeper");
  REQUIRE(way.size() == 3);
  CHECK(way[0].path == "/");
  CHECK(way[1].folder);
  CHECK_FALSE(way[2].there);
}

TEST_CASE("a file is shown as ls does") {
  CHECK(shown(folder(1, 1, 0750)) == "drwxr-x--- postern postfix");
  CHECK(shown(folder(1, 1, 0604)).starts_with("drw----r--"));
}

TEST_CASE("a user is known by name and by number, with all groups") {
  const auto root = identity_of("root");
  REQUIRE(root);
  CHECK(root->uid == 0);
  CHECK(root->groups.front() == 0);
  CHECK(identity_of(uid_t{0})->user == "root");
  CHECK_FALSE(identity_of("no-such-user-here"));
}
