// posternd as a whole: the rooms joined, started in the right order and stopped cleanly. Part of main().
#pragma once
#include <string>

#include "conf/config.hpp"

namespace postern::daemon {

/// Reads the configuration's store and folders, and says what is wrong, one line each on stderr. An exit status.
int check(const conf::Config& config);
/// Serves until it is stopped. An exit status: 0 stopped, 1 refused, 3 failed. `path` is where `config` came from.
int serve(const conf::Config& config, const std::string& path);

}  // namespace postern::daemon
