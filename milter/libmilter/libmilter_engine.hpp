// libmilter at the edge: turns its callbacks into calls of a Transaction, and replies into its codes. One engine per
// process, since libmilter keeps one filter per process. No exception crosses into C: every callback ends in a reply.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

#include "conf/config.hpp"
#include "milter/message/rules_in_force.hpp"
#include "milter/message/services.hpp"
#include "policy/result.hpp"

namespace postern::milter {

class LibmilterEngine {
 public:
  /// Registers the filter. Both must outlive run(). Call it once per process.
  LibmilterEngine(RulesInForce& rules, const Services& services, std::size_t connections);

  /// Makes the socket, so that the MTA can connect from now on. The socket path must be free (socket_path.hpp).
  policy::Result<> listen(const conf::MilterSettings& settings);
  /// Serves until SIGTERM, SIGINT or SIGHUP, at once. Only for the process' first thread, with these blocked in every
  /// thread: Linux hands a process' signal to that thread before libmilter's own, whose way to stop frees sessions that
  /// its workers still use. libmilter goes on serving afterwards, so drain(), and end by _exit(). Refused where
  /// libmilter gave up (faults.md M16).
  policy::Result<> run();
  /// After run(): every callback puts its message off from now on; waits for those under way. Whether all ended within
  /// `patience`.
  bool drain(std::chrono::milliseconds patience);
  std::size_t connections() const;
};

}  // namespace postern::milter
