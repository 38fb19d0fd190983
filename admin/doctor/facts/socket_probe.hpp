// Whether a user can connect to a UNIX socket: really tried, in a child process that has become that user. Only root
// can become another; anybody else tries as themselves. Nothing is said over the connection.
#pragma once
#include <string>

#include "admin/doctor/facts/file_facts.hpp"

namespace postern::admin::doctor {

struct Probe {
  bool as_user = false;  ///< tried as the user that was asked for
  int error = 0;         ///< 0: somebody listens there; else errno of connect(): ENOENT, EACCES, ECONNREFUSED, …
};

/// `path` as the host sees it. At most five seconds.
Probe reach_as(const Identity& who, const std::string& path);

}  // namespace postern::admin::doctor
