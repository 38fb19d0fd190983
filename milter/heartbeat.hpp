// Tells the service manager that the daemon is well, as long as it is (sd_notify(3)): a manager that hears nothing
// starts it anew. A restart that was not needed loses no message; a daemon that hangs puts all mail off. Owns its
// thread; what the probes look at must outlive it.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace postern::milter {

class Heartbeat {
 public:
  /// What is wrong; empty where nothing is. It should answer within `patience`, and at once when
  /// `stopping`.
  using Probe = std::function<std::string(std::chrono::milliseconds patience, const std::stop_token& stopping)>;
  /// Takes the text for sd_notify().
  using Notify = std::function<void(const std::string& state)>;

  /// Every `interval`, half of what the manager allows, all probes are asked: `WATCHDOG=1` if none has anything to say,
  /// else a `STATUS=` for people, and the next try comes sooner.
  Heartbeat(std::chrono::milliseconds interval, std::vector<Probe> probes, Notify notify);
  ~Heartbeat() = default;  ///< stops and joins
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void beat(const std::stop_token& stopping);
  std::string fault(const std::stop_token& stopping) const;
  std::chrono::milliseconds interval_;
  std::vector<Probe> probes_;
  Notify notify_;
  std::string last_fault_;  ///< logged once, not with each try
  std::jthread thread_;
};

}  // namespace postern::milter
