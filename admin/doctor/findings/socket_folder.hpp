// The folder of posternd's socket: whether `--fix` may make or mend it. Pure.
// What runs as root must not follow a path that posternd's own user could replace by a link; so it touches only a
// folder below the MTA's queue, where every folder above is root's and nobody else can rename one.
#pragma once
#include <optional>
#include <string>

#include "admin/doctor/facts/seen.hpp"

namespace postern::admin::doctor {

/// Makes the folder, or sets its owner, group and mode, in one command: posternd's user, the MTA's group, 2750. None
/// where it may not be touched: not below Postfix' queue, not out of others' reach, a link on the way, posternd's
/// store, quarantine or control socket in it, another one's folder, or a user who is not known.
std::optional<Fix> socket_folder_fix(const Seen& seen, const SocketFacts& socket);

/// Where the socket could be instead, as an administrator does it.
std::string how_to_move_socket(const Seen& seen);

}  // namespace postern::admin::doctor
