// Who acts on the central log, when, and under which configuration. It refers to the configuration: the caller keeps
// it.
#pragma once
#include <chrono>

#include "conf/config.hpp"
#include "db/central_log.hpp"

namespace postern::admin {

/// Who acts, when, and under which configuration.
struct Acting {
  const conf::Config& config;
  db::Actor actor;
  std::chrono::sys_seconds now;
};

}  // namespace postern::admin
