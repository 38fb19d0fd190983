// Whether the MTA finds posternd's socket where it looks for it, may use it, and meets somebody there. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `socket-path` and `chroot`: filters that look like posternd and are at another path.
Findings findings_socket_place(const Seen& seen);
/// `socket-access`, `socket-answers`, `socket-folder`, `socket-unsafe`: posternd's own socket, as the MTA's user meets
/// it.
Findings findings_socket_access(const Seen& seen);

}  // namespace postern::admin::doctor
