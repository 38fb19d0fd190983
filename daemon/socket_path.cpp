#include "daemon/socket_path.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace postern::daemon {
namespace {

std::string words(int error) {
  return std::error_code(error, std::generic_category()).message();
}

bool somebody_answers(const std::string& path) {
  const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer < 0) return true;  // not known: better no second daemon
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  const int connected = connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const bool dead = connected != 0 && (errno == ECONNREFUSED || errno == ENOENT);
  close(peer);
  return !dead;
}

policy::Result<> check_place(const std::string& path, const std::string& where) {
  if (path.size() >= sizeof(sockaddr_un{}.sun_path)) {
    return policy::refused(where + "longer than 107 bytes, which no UNIX socket may be; choose a shorter path");
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) return policy::Done{};
  return policy::unavailable(where + "the folder is not there; make it, writable for this user");
}

policy::Result<gid_t> group_named(const std::string& group, const std::string& key) {
  std::array<char, 16384> buffer{};
  struct group entry {};
  struct group* found = nullptr;
  if (getgrnam_r(group.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return policy::refused(key + "_group: " + group + ": there is no such group");
  }
  return found->gr_gid;
}

}  // namespace

std::string unix_path(const std::string& socket) {
  if (socket.starts_with('/')) return socket;
  for (const std::string_view prefix : {"unix:", "local:"}) {
    if (socket.starts_with(prefix)) return socket.substr(prefix.size());
  }
  return {};
}

policy::Result<> check_socket(const std::string& path, const std::string& group, const std::string& key) {
  if (auto place = check_place(path, key + ": " + path + ": "); !place) return place.error();
  if (group.empty()) return policy::Done{};
  if (auto known = group_named(group, key); !known) return known.error();
  return policy::Done{};
}

policy::Result<> free_socket_path(const std::string& path, const std::string& key) {
  const std::string where = key + ": " + path + ": ";
  if (auto place = check_place(path, where); !place) return place.error();
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return policy::Done{};
    return policy::unavailable(where + words(errno));
  }
  if (!S_ISSOCK(found.st_mode)) {
    return policy::refused(where + "there is something that is no socket; move it away or choose another path");
  }
  if (found.st_uid != geteuid() && geteuid() != 0) {
    return policy::refused(where + "a socket of another user is there; remove it or choose another path");
  }
  if (somebody_answers(path)) {
    return policy::refused(where + "another process answers there; is posternd running already?");
  }
  if (unlink(path.c_str()) != 0) return policy::unavailable(where + words(errno));
  return policy::Done{};
}

policy::Result<> set_socket_access(const std::string& path, unsigned mode, const std::string& group,
                                   const std::string& key) {
  if (!group.empty()) {
    const auto known = group_named(group, key);
    if (!known) return known.error();
    if (chown(path.c_str(), static_cast<uid_t>(-1), *known) != 0) {
      return policy::unavailable(key + "_group: " + group + ": " + words(errno) + "; is this user a member?");
    }
  }
  if (chmod(path.c_str(), static_cast<mode_t>(mode)) != 0) {
    return policy::unavailable(key + "_mode: " + path + ": " + words(errno));
  }
  return policy::Done{};
}

}  // namespace postern::daemon
