// The MTA's first words to a filter, said to the daemon's own socket: does anybody answer there? Safe on any thread.
#pragma once
#include <chrono>
#include <stop_token>
#include <string>
#include <sys/socket.h>

#include "policy/result.hpp"

namespace postern::milter {

class Handshake {
 public:
  /// `socket` is written as `milter.socket` is. A host's name is looked up here and never again: whether this process
  /// is well must not depend on a name server.
  static policy::Result<Handshake> with(const std::string& socket);

  /// Connects, negotiates and quits. What is wrong; empty where the filter negotiated. Each of its steps (to connect,
  /// to ask, to be answered) may take `patience`; it gives up at once when `stopping`.
  std::string fault(std::chrono::milliseconds patience, const std::stop_token& stopping) const;

 private:
  Handshake() = default;
  sockaddr_storage address_{};
  socklen_t size_ = 0;
};

}  // namespace postern::milter
