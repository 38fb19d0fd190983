// What the sessions of one gateway share, whatever speaks the protocol with the MTA: the rules, the services, how many
// sessions there are, and whether they are to come to an end. Outlives every session. Any thread may call any of these.
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>

#include "milter/message/rules_in_force.hpp"
#include "milter/message/services.hpp"

namespace postern::milter {

class SessionDesk {
 public:
  /// Both must outlive this. `limit`: sessions at a time (limits.connections); those beyond it put every recipient off.
  SessionDesk(RulesInForce& rules, const Services& services, std::size_t limit)
      : rules_(rules), services_(services), limit_(limit) {}
  SessionDesk(const SessionDesk&) = delete;
  SessionDesk& operator=(const SessionDesk&) = delete;

  std::shared_ptr<const InForce> rules() const { return rules_.current(); }
  const Services& services() const { return services_; }
  std::size_t limit() const { return limit_; }
  std::size_t connections() const { return connections_; }

  /// Every stage puts its message off from now on; waits for those under way. Whether all ended within `patience`.
  bool drain(std::chrono::milliseconds patience);

 private:
  friend class Session;
  RulesInForce& rules_;
  const Services& services_;
  std::size_t limit_;
  std::atomic<std::size_t> connections_{0};
  std::atomic<std::size_t> under_way_{0};
  std::atomic<bool> draining_{false};
};

}  // namespace postern::milter
