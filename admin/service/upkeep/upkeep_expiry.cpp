#include "admin/service/upkeep/upkeep_expiry.hpp"

#include <spdlog/spdlog.h>

#include "admin/service/life/expiry.hpp"

namespace postern::admin {
namespace {

constexpr std::chrono::minutes kLookEvery{1};

}  // namespace

bool UpkeepExpiry::is_time(std::chrono::sys_seconds now, const std::shared_ptr<const conf::Config>& config) {
  const bool reloaded = under_ != config;
  if (!reloaded && !is_due_again(looked_, kLookEvery, now)) return false;
  looked_ = now;
  const auto revision = log_.revision();
  if (!revision) return false;  // the watch reports it
  if (revision_ == *revision && !reloaded && (!next_ || now < *next_)) return false;
  revision_ = *revision;
  under_ = config;
  return true;
}

std::vector<UpkeepRun> UpkeepExpiry::runs() const {
  return {{"expiry", looked_, next_after(looked_, kLookEvery), problem_}};
}

void UpkeepExpiry::look(std::chrono::sys_seconds now) {
  const auto config = config_ ? config_() : nullptr;
  if (!config || !is_time(now, config)) return;
  const Acting acting{*config, {"posternd", "posternd"}, now};
  const auto run = expire_due(log_, acting);
  if (!run) {
    revision_.reset();
    const std::string& problem = run.error().problems.front();
    if (problem != problem_) spdlog::error("event=not-expired problem=\"{}\"", problem);
    problem_ = problem;
    return;
  }
  problem_.clear();
  next_ = run->next;
  for (const Expired& one : run->expired) {
    spdlog::warn("event=expired restriction={} reason=\"{}\"", one.reference, one.why);
  }
}

}  // namespace postern::admin
