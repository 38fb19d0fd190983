// The service manager hears `WATCHDOG=1` while every probe is content, and only then.
#include "daemon/heartbeat.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include <catch2/catch.hpp>

using namespace postern::daemon;
using namespace std::chrono_literals;

namespace {

/// What the service manager was told.
class Told {
 public:
  void add(const std::string& state) {
    const std::lock_guard held(lock_);
    states_.push_back(state);
    changed_.notify_all();
  }
  /// Waits until it is told `state`, and forgets all up to it. What it was told before that.
  std::vector<std::string> before(const std::string& state) {
    std::unique_lock held(lock_);
    std::vector<std::string> earlier;
    for (;;) {
      REQUIRE(changed_.wait_for(held, 60s, [this] { return !states_.empty(); }));
      for (std::size_t i = 0; i < states_.size(); ++i) {
        if (states_[i] != state) continue;
        states_.erase(states_.begin(), states_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        return earlier;
      }
      earlier.insert(earlier.end(), states_.begin(), states_.end());
      states_.clear();
    }
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::vector<std::string> states_;
};

}  // namespace

TEST_CASE("the heart beats while nothing is wrong, falls silent, and beats again", "[milter][watchdog]") {
  Told told;
  std::atomic<bool> stuck{false};
  const Heartbeat::Probe content{[](auto, const auto&) { return std::string(); }};
  const Heartbeat::Probe other{[&stuck](auto, const auto&) { return std::string(stuck ? "it hangs" : ""); }};
  const Heartbeat heartbeat(10ms, {content, other}, [&told](const std::string& state) { told.add(state); });
  told.before("WATCHDOG=1");
  told.before("WATCHDOG=1");
  stuck = true;
  told.before("STATUS=unwell: it hangs");
  for (int tries = 0; tries < 3; ++tries) CHECK(told.before("STATUS=unwell: it hangs").empty());
  stuck = false;
  for (const std::string& state : told.before("WATCHDOG=1\nSTATUS=")) CHECK(state == "STATUS=unwell: it hangs");
  told.before("WATCHDOG=1");
}

TEST_CASE("a probe that throws is a probe that has found something", "[milter][watchdog]") {
  Told told;
  const Heartbeat::Probe broken{[](auto, const auto&) -> std::string { throw std::runtime_error("no memory"); }};
  const Heartbeat heartbeat(10ms, {broken}, [&told](const std::string& state) { told.add(state); });
  CHECK(told.before("STATUS=unwell: no memory").empty());
}

TEST_CASE("what no restart mends is said while the heart beats on", "[milter][watchdog]") {
  Told told;
  const Heartbeat::Probe late{[](auto, const auto&) { return std::string("a disk hangs"); }, false};
  const Heartbeat heartbeat(10ms, {late}, [&told](const std::string& state) { told.add(state); });
  for (int tries = 0; tries < 3; ++tries) CHECK(told.before("WATCHDOG=1\nSTATUS=unwell: a disk hangs").empty());
}

TEST_CASE("a heart that stops tells nothing of the probe that it gave up", "[milter][watchdog]") {
  Told told;
  {
    std::atomic<bool> asked{false};
    const auto hangs = [&asked](auto, const std::stop_token& stopping) {
      asked = true;
      std::mutex lock;
      std::condition_variable_any never;
      std::unique_lock held(lock);
      never.wait(held, stopping, [] { return false; });
      return std::string("given up");
    };
    const Heartbeat heartbeat(1h, {{hangs}}, [&told](const std::string& state) { told.add(state); });
    while (!asked) std::this_thread::yield();
  }
  told.add("the end");
  CHECK(told.before("the end").empty());
}
