// Who owns a path and every folder above it, and whether a user may use it: by its mode bits, as the kernel reads them.
// Access control lists are not looked at.
#pragma once
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace postern::admin::doctor {

/// A user as a program runs as it.
struct Identity {
  std::string user;
  uid_t uid = 0;
  std::vector<gid_t> groups;  ///< the primary one first
  std::string group;          ///< the primary one's name
};

/// None where there is no such user.
std::optional<Identity> identity_of(const std::string& user);
std::optional<Identity> identity_of(uid_t uid);

/// One path as it is; a symbolic link is followed.
struct FileFacts {
  std::string path;
  bool there = false;
  bool hidden = false;  ///< whoever runs this may not see whether it is there
  bool folder = false;
  bool socket = false;
  uid_t uid = 0;
  gid_t gid = 0;
  unsigned mode = 0;  ///< the lowest twelve bits
  std::string owner;  ///< names; numbers where there are none
  std::string group;
};

FileFacts file_at(const std::string& path);
/// `/`, each folder above the path, and the path itself. What is not there ends the list.
std::vector<FileFacts> way_to(const std::string& path);

constexpr unsigned kRead = 4;
constexpr unsigned kWrite = 2;
constexpr unsigned kEnter = 1;  ///< x: search a folder

/// `wanted` is a sum of the bits above. Root may do everything but what no one may.
bool may(const Identity& who, const FileFacts& file, unsigned wanted);

/// The first folder on the way that the user may not enter; null where there is none.
const FileFacts* first_closed(const Identity& who, const std::vector<FileFacts>& way);

/// `drwxr-x--- postern postfix`.
std::string shown(const FileFacts& file);

}  // namespace postern::admin::doctor
