// The thread that looks at the store several times a second: publishes what has changed, and tries settlements again.
// Owns its thread; what it watches must outlive it.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "milter/message/rules_in_force.hpp"
#include "milter/message/settlements.hpp"
#include "milter/message/tally.hpp"

namespace postern::daemon {

class Watch {
 public:
  /// `became_ready` is called when a settlement that had waited was taken. `tally` is told of each look that failed.
  Watch(milter::RulesInForce& rules, milter::Settlements& settlements, milter::Tally& tally,
        std::function<void()> became_ready);
  ~Watch() = default;  ///< stops and joins
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// When it last came round. Safe on any thread.
  std::chrono::steady_clock::time_point last_round() const { return last_round_; }

 private:
  void look();
  milter::RulesInForce& rules_;
  milter::Settlements& settlements_;
  milter::Tally& tally_;
  std::function<void()> became_ready_;
  std::atomic<std::chrono::steady_clock::time_point> last_round_{std::chrono::steady_clock::now()};
  std::string last_problem_;  ///< logged once, not four times a second
  std::jthread thread_;
};

}  // namespace postern::daemon
