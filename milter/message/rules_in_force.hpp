// What the gateway decides by: one configuration and one snapshot, published together. Readers take a shared pointer
// and keep it for a whole message; the watch thread (or a reload) publishes the next. The last good one stays when the
// store cannot be read or its contents make no snapshot. Any thread may call any of these.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "conf/config.hpp"
#include "db/central_log.hpp"
#include "policy/decision/snapshot.hpp"
#include "policy/result.hpp"

namespace postern::milter {

/// Immutable. Both never null.
struct InForce {
  std::shared_ptr<const conf::Config> config;
  std::shared_ptr<const policy::Snapshot> snapshot;
};

class RulesInForce {
 public:
  /// `log` must outlive this.
  explicit RulesInForce(db::CentralLog& log) : log_(log) {}

  /// Tries the configuration's notice templates, reads the store under it and publishes both. On an error everything
  /// stays as it was.
  policy::Result<> use(std::shared_ptr<const conf::Config> config);
  /// Looks whether the store has changed and, if so, publishes its contents. Cheap where nothing changed. Not to be
  /// called before use() has succeeded once.
  policy::Result<> refresh(std::chrono::steady_clock::time_point now);
  /// Null only before use() has succeeded once.
  std::shared_ptr<const InForce> current() const;

  struct Health {
    std::string error;                                ///< of the last look at the store; empty where it went well
    std::chrono::steady_clock::time_point checked{};  ///< when the store last answered
  };
  Health health() const;

 private:
  policy::Result<std::shared_ptr<const InForce>> built(std::shared_ptr<const conf::Config> config);
  void publish(std::shared_ptr<const InForce> next);
  void note(std::string error, std::chrono::steady_clock::time_point now);

  db::CentralLog& log_;
  std::mutex building_;  ///< one snapshot is built at a time; also guards unusable_
  std::optional<std::pair<std::uint64_t, policy::Error>> unusable_;  ///< a revision whose contents make no snapshot
  // Not an atomic shared_ptr: libstdc++ 12's is opaque to ThreadSanitizer, and the lock is held for a pointer copy
  // only.
  mutable std::mutex published_;
  std::shared_ptr<const InForce> current_;
  Health health_;
};

}  // namespace postern::milter
