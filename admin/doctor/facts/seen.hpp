// Everything that `postern doctor` has looked at, before anything is judged. Plain values.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "admin/doctor/facts/host_facts.hpp"
#include "admin/doctor/facts/mta_facts.hpp"
#include "conf/config.hpp"

namespace postern::admin::doctor {

/// What posternd says of itself over its control socket.
struct DaemonFacts {
  bool answers = false;
  std::string problem;  ///< why it does not
  long pid = 0;
  bool observes = false;
  std::chrono::seconds snapshot_age{0};
  std::string store_error;
  std::string quarantine_error;
  bool well = true;                          ///< its own `ok`
  std::string last_error;                    ///< what it says is wrong, or went wrong last
  std::vector<std::string> upkeep_problems;  ///< `expiry: what is wrong`
};

struct Seen {
  conf::Config config;
  std::string config_path;
  std::optional<MtaFacts> mta;
  HostFacts host;
  DaemonFacts daemon;
};

}  // namespace postern::admin::doctor
