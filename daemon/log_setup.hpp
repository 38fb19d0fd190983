// posternd's log: to stderr, as text or JSON, never blocking the mail path. Part of main().
#pragma once
#include <string>

#include "conf/config.hpp"

namespace postern::daemon {

/// Once, before the first line. A reader of stderr who stops reading loses lines; mail goes on.
void set_up_log(const conf::LogSettings& settings);
void set_log_level(const std::string& level);
/// Writes what waits, and gives up after two seconds: a reader who has stopped must not keep the daemon from stopping.
/// Only right before _exit(): a thread may be left behind.
void end_log();

}  // namespace postern::daemon
