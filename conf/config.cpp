#include "conf/config.hpp"

namespace postern::conf {

std::vector<std::string> keys_that_need_a_restart(const Config& before, const Config& now) {
  std::vector<std::string> keys;
  const auto compare = [&](const auto& a, const auto& b, const char* key) {
    if (a != b) keys.emplace_back(key);
  };
  compare(before.store, now.store, "store");
  compare(before.milter.socket, now.milter.socket, "milter.socket");
  compare(before.milter.socket_mode, now.milter.socket_mode, "milter.socket_mode");
  compare(before.milter.socket_group, now.milter.socket_group, "milter.socket_group");
  compare(before.control, now.control, "control");
  compare(before.metrics_listen, now.metrics_listen, "metrics.listen");
  compare(before.mail.submit_host, now.mail.submit_host, "mail.submit");
  if (before.mail.submit_host == now.mail.submit_host)
    compare(before.mail.submit_port, now.mail.submit_port, "mail.submit");
  compare(before.quarantine.directory, now.quarantine.directory, "quarantine.directory");
  compare(before.quarantine.max_message, now.quarantine.max_message, "quarantine.max_message");
  compare(before.limits.connections, now.limits.connections, "limits.connections");
  compare(before.limits.spool_free, now.limits.spool_free, "limits.spool_free");
  compare(before.console_listen, now.console_listen, "console.listen");
  compare(before.log.json, now.log.json, "log.format");
  return keys;
}

}  // namespace postern::conf
