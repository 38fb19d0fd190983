#include "admin/doctor/facts/socket_probe.hpp"

#include <cerrno>
#include <grp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace postern::admin::doctor {
namespace {

/// errno of connect(), 0 where it succeeds. Waits for a full queue of connections five seconds at most.
int connected(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  path.copy(static_cast<char*>(address.sun_path), path.size());
  const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer < 0) return errno;
  const timeval deadline{5, 0};
  setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
  const auto* target = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  const int error = connect(peer, target, sizeof address) == 0 ? 0 : errno;
  close(peer);
  return error;
}

bool become(const Identity& who) {
  const gid_t group = who.groups.empty() ? static_cast<gid_t>(-1) : who.groups.front();
  return setgroups(who.groups.size(), who.groups.data()) == 0 && setresgid(group, group, group) == 0 &&
         setresuid(who.uid, who.uid, who.uid) == 0;
}

}  // namespace

Probe reach_as(const Identity& who, const std::string& path) {
  if (geteuid() == who.uid) return {true, connected(path)};
  if (geteuid() != 0) return {false, connected(path)};
  const pid_t child = fork();
  if (child < 0) return {false, connected(path)};
  if (child == 0) _exit(become(who) ? connected(path) : EPERM);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {true, WIFEXITED(status) ? WEXITSTATUS(status) : EPERM};
}

}  // namespace postern::admin::doctor
