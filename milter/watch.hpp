// The thread that looks at the store several times a second: publishes what has changed, and tries settlements again.
// Owns its thread; what it watches must outlive it.
#pragma once
#include <functional>
#include <thread>

#include "milter/rules_in_force.hpp"
#include "milter/settlements.hpp"

namespace postern::milter {

class Watch {
 public:
  /// `became_ready` is called when a settlement that had waited was taken.
  Watch(RulesInForce& rules, Settlements& settlements, std::function<void()> became_ready);
  ~Watch() = default;  ///< stops and joins
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  void look();
  RulesInForce& rules_;
  Settlements& settlements_;
  std::function<void()> became_ready_;
  std::string last_problem_;  ///< logged once, not four times a second
  std::jthread thread_;
};

}  // namespace postern::milter
