// The path of a UNIX socket before and after it is made: never another's, never a file's (faults.md M4).
#pragma once
#include <string>

#include "policy/result.hpp"

namespace postern::daemon {

/// `unix:PATH` or `local:PATH` (or a bare path): the path; empty for any other kind of socket.
std::string unix_path(const std::string& socket);

/// Makes `path` free to bind: removes a socket of our own that nobody answers on. Refuses a path longer than 107 bytes,
/// a missing folder, a socket where somebody answers, and anything that is no socket. `key` names the setting in
/// problems.
policy::Result<> free_socket_path(const std::string& path, const std::string& key);

/// Whether a socket could be made at `path` for `group` (empty: the process's own), as far as can be told without
/// making it: the length, the folder, the group.
policy::Result<> check_socket(const std::string& path, const std::string& group, const std::string& key);

/// Sets the mode and, where it is not empty, the group of the socket at `path`.
policy::Result<> set_socket_access(const std::string& path, unsigned mode, const std::string& group,
                                   const std::string& key);

}  // namespace postern::daemon
