#include "daemon/watch.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>

#include <spdlog/spdlog.h>

namespace postern::daemon {
namespace {

/// A change must be in force within a second (quality.md), its snapshot built.
constexpr std::chrono::milliseconds kInterval{250};

}  // namespace

Watch::Watch(milter::RulesInForce& rules, milter::Settlements& settlements, milter::Tally& tally,
             std::function<void()> became_ready)
    : rules_(rules), settlements_(settlements), tally_(tally), became_ready_(std::move(became_ready)) {
  thread_ = std::jthread([this](const std::stop_token& stopping) {
    std::mutex lock;
    std::condition_variable_any waiting;
    while (!stopping.stop_requested()) {
      look();
      last_round_ = std::chrono::steady_clock::now();
      std::unique_lock held(lock);
      waiting.wait_for(held, stopping, kInterval, [] { return false; });
    }
  });
}

void Watch::look() {
  try {
    const auto before = rules_.current();
    const auto refreshed = rules_.refresh(std::chrono::steady_clock::now());
    if (!refreshed && refreshed.error().fault == policy::Fault::unavailable) tally_.store_failed();
    const std::string problem = refreshed ? std::string() : refreshed.error().problems.front();
    if (!problem.empty() && problem != last_problem_) {
      spdlog::error("event=store-unreadable problem=\"{}\" the last good rules stay in force", problem);
    } else if (problem.empty() && !last_problem_.empty()) {
      spdlog::info("event=store-readable-again");
    }
    last_problem_ = problem;
    if (const auto now = rules_.current(); now != before) {
      spdlog::info("event=rules-published revision={} entries={}", now->snapshot->revision(), now->snapshot->entries());
    }
    if (settlements_.retry()) became_ready_();
  } catch (const std::exception& error) {
    spdlog::critical("event=exception stage=watch problem=\"{}\"", error.what());
  }
}

}  // namespace postern::daemon
