// One milter session: a connection, and at most one transaction at a time. What libmilter keeps as a session's private
// pointer, and nothing else keeps: its callbacks come from several threads, though never two at once (faults.md M5).
#pragma once
#include <optional>

#include "milter/message/connection.hpp"
#include "milter/message/transaction.hpp"

namespace postern::milter {

struct Session {
  unsigned long steps = 0;  ///< the protocol steps negotiated (SMFIP_*)
  bool over_limit = false;  ///< more sessions than limits.connections: every recipient is put off
  Connection connection;
  std::optional<Transaction> transaction;
};

}  // namespace postern::milter
