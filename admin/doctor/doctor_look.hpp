// What `postern doctor` looks at, gathered once, and what it found. Belongs to one thread.
#pragma once
#include <chrono>
#include <string>

#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"
#include "admin/doctor/mta_found.hpp"
#include "conf/config.hpp"

namespace postern::admin::doctor {

/// Whoever asks: the configuration, the file that it came from, and the time.
struct Visit {
  conf::Config config;
  std::string config_path;
  std::chrono::sys_seconds now;
};

/// Looks at the MTA, the daemon and the machine, and judges; faults first. Fails where the configuration of the MTA
/// which was named cannot be read.
policy::Result<Findings> look(Visit visit, const MtaAsked& asked);

}  // namespace postern::admin::doctor
