// Tells the service manager that the daemon is well, as long as it is (sd_notify(3)): a manager that hears nothing
// starts it anew. A restart that was not needed loses no message; a daemon that hangs puts all mail off. Owns its
// thread; what the probes look at must outlive it.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace postern::daemon {

class Heartbeat {
 public:
  struct Probe {
    /// What is wrong; empty where nothing is. It should answer within `patience`, and at once when `stopping`.
    std::function<std::string(std::chrono::milliseconds patience, const std::stop_token& stopping)> ask;
    bool needs_restart = true;  ///< false where most mail goes on all the same: it is said, and the heart beats
  };
  /// Takes the text for sd_notify().
  using Notify = std::function<void(const std::string& state)>;

  /// Every `interval`, half of what the manager allows, the probes are asked in turn until one has something to say:
  /// then there is a `STATUS=` for people, and the next try comes sooner. `WATCHDOG=1` if none has, or if that one
  /// needs no restart.
  Heartbeat(std::chrono::milliseconds interval, std::vector<Probe> probes, Notify notify);
  ~Heartbeat() = default;  ///< stops and joins
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void beat(const std::stop_token& stopping);
  struct Fault {
    std::string words;  ///< empty: none
    bool needs_restart = true;
  };
  Fault fault(const std::stop_token& stopping) const;
  std::chrono::milliseconds interval_;
  std::vector<Probe> probes_;
  Notify notify_;
  std::string last_fault_;  ///< logged once, not with each try
  std::jthread thread_;
};

}  // namespace postern::daemon
