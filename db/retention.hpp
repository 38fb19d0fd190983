// What leaves the store for good: by retention, or by right (erasure). The one exception to "nothing is ever
// overwritten" (decision.md 7): an audit entry and a sealed event keep the hash of what they said, and lose the data
// and the salt. The chain still verifies, and names every event and every entry that has lost something.
// As central_log.hpp for threads and failures.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/chain/audit.hpp"
#include "policy/decision/rules.hpp"
#include "policy/result.hpp"

namespace postern::db {

/// What to remove. Nothing of it may be held (legal_hold) or still be needed.
struct Removal {
  std::vector<std::int64_t> events;
  std::vector<std::string> kept;  ///< ids of messages that nobody waits for, with their closed outbox rows
  std::vector<policy::Reference> restrictions;  ///< ended or declined, with every version
  std::vector<std::uint64_t> audit;             ///< entries that lose data and salt
  std::vector<std::string> outbox{};            ///< closed rows without a kept message: digests, notices
  bool empty() const {
    return events.empty() && kept.empty() && restrictions.empty() && audit.empty() && outbox.empty();
  }
};

/// Older than this is past its time.
struct Expiry {
  std::chrono::sys_seconds kept{};
  std::chrono::sys_seconds events{};        ///< and closed outbox rows without a kept message
  std::chrono::sys_seconds restrictions{};  ///< by the last change of one that has ended or was declined
  std::chrono::sys_seconds listed{};        ///< a digest sent then or later has not been about for long enough
};

/// Numbers as runs of neighbours, first and last.
using Ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;
/// `numbers` may be in any order.
Ranges ranges_of(std::vector<std::int64_t> numbers);

/// The audit entries that name what was removed. They, and those of seals, never lose their data.
extern const char* const kPurged;     ///< by retention
extern const char* const kErased;     ///< by right
extern const char* const kWithdrawn;  ///< events of a message whose edits failed after they were sealed
bool names_removed(const std::string& action);
AuditNote note_of(const Removal& removal, const std::string& action, const std::string& why);
/// The events and the entries that such a note names; nothing where `data` is none.
struct RemovedNumbers {
  Ranges events;
  Ranges audit;
};
std::optional<RemovedNumbers> removed_in(const std::string& data);

class Retention {
 public:
  virtual ~Retention() = default;
  /// At most `limit` of each kind, oldest first; nothing that is held. Events only once they are sealed. The audit
  /// entries are left out: remove_for_good() finds those of the restrictions.
  virtual policy::Result<Removal> expired(const Expiry& before, std::size_t limit) = 0;
  /// Kept messages of which somebody waits though they are past their time, and which a digest has listed that
  /// was sent (that is: taken by the MTA) long enough ago: at most `limit` ids, oldest first. Never one that is held
  /// for a recipient or by a restriction, or whose bytes a submission needs.
  virtual policy::Result<std::vector<std::string>> unclaimed(const Expiry& before, std::size_t limit) = 0;
  /// All of it in one transaction, with the entry `action`, or none: Fault::conflict where something is held, waits, is
  /// not over or is not there. Data of the audit entries about the restrictions go too. Answers with what was removed.
  virtual policy::Result<Removal> remove_for_good(const Removal& removal, const std::string& action,
                                                  const std::string& why, const Actor& actor,
                                                  std::chrono::sys_seconds at) = 0;
  /// When timed work of that name was last noted; empty where never.
  virtual policy::Result<std::optional<std::chrono::sys_seconds>> last_run(const std::string& name) = 0;
  /// An empty time forgets it.
  virtual policy::Result<> note_run(const std::string& name, std::optional<std::chrono::sys_seconds> at) = 0;
};

}  // namespace postern::db
