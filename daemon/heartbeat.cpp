#include "daemon/heartbeat.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>

#include <spdlog/spdlog.h>

namespace postern::daemon {
namespace {

/// Parts of the interval: what a probe may take, and the time until the next try after a failure. So that a
/// daemon that was only busy gets a second chance before the manager loses patience.
constexpr int kParts = 4;

}  // namespace

Heartbeat::Heartbeat(std::chrono::milliseconds interval, std::vector<Probe> probes, Notify notify)
    : interval_(interval), probes_(std::move(probes)), notify_(std::move(notify)) {
  thread_ = std::jthread([this](const std::stop_token& stopping) {
    std::mutex lock;
    std::condition_variable_any waiting;
    while (!stopping.stop_requested()) {
      beat(stopping);
      std::unique_lock held(lock);
      waiting.wait_for(held, stopping, last_fault_.empty() ? interval_ : interval_ / kParts, [] { return false; });
    }
  });
}

void Heartbeat::beat(const std::stop_token& stopping) {
  const Fault now = fault(stopping);
  if (stopping.stop_requested()) return;
  if (!now.words.empty() && last_fault_.empty()) {
    spdlog::error("event=unwell problem=\"{}\"{}", now.words,
                  now.needs_restart ? " the service manager restarts posternd if this goes on" : "");
  } else if (now.words.empty() && !last_fault_.empty()) {
    spdlog::info("event=well-again");
  }
  if (now.words.empty()) {
    notify_(last_fault_.empty() ? "WATCHDOG=1" : "WATCHDOG=1\nSTATUS=");
  } else {
    notify_((now.needs_restart ? "STATUS=unwell: " : "WATCHDOG=1\nSTATUS=unwell: ") + now.words);
  }
  last_fault_ = now.words;
}

Heartbeat::Fault Heartbeat::fault(const std::stop_token& stopping) const {
  try {
    for (const Probe& probe : probes_) {
      if (std::string found = probe.ask(interval_ / kParts, stopping); !found.empty()) {
        return {std::move(found), probe.needs_restart};
      }
    }
    return {};
  } catch (const std::exception& error) {
    return {error.what()};
  }
}

}  // namespace postern::daemon
