// How much waits in the store: numbers for somebody who watches, counted by the store itself, however much there is.
// As central_log.hpp for threads and failures.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "db/mail_log.hpp"
#include "policy/result.hpp"

namespace postern::db {

/// What counts as unread: a kept message that came, and was last looked at, at `since` or before.
struct Unread {
  std::chrono::sys_seconds now{};    ///< what is held until later is never unread: it goes out by itself
  std::chrono::sys_seconds since{};  ///< policy::working_days_before()
  /// What is said to have happened later came while the clock was ahead: nobody knows when, and such a message is
  /// unread until somebody looks, held or not.
  std::chrono::sys_seconds credible{};
};

struct WaitingTotals {
  std::size_t kept = 0;                           ///< messages that wait in the quarantine, for one recipient or more
  std::uint64_t kept_size = 0;                    ///< bytes of their files
  std::size_t unread = 0;                         ///< of those
  std::map<OutboxKind, std::size_t> outbox = {};  ///< open rows (prepared and ready); none of a kind: 0
  std::optional<std::chrono::sys_seconds> outbox_oldest_since = {};  ///< empty: nothing waits there
};

class Totals {
 public:
  virtual ~Totals() = default;
  /// All of it as of one moment.
  virtual policy::Result<WaitingTotals> waiting_totals(const Unread& unread) = 0;
};

}  // namespace postern::db
