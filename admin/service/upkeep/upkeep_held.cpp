#include "admin/service/upkeep/upkeep_held.hpp"

#include <spdlog/spdlog.h>

namespace postern::admin {
namespace {

constexpr std::chrono::minutes kHeldAgain{1};

}  // namespace

void UpkeepHeld::look(std::chrono::sys_seconds now) {
  const RulesNow rules = rules_ ? rules_() : RulesNow{};
  if (!rules.config || !rules.snapshot) return;
  looked_ = now;
  std::erase_if(passed_over_, [&](const auto& one) { return now < one.second || now - one.second >= kHeldAgain; });
  std::set<std::string> passed_over;
  for (const auto& [message, since] : passed_over_) passed_over.insert(message);
  const auto look = decide_held_mail(store_, files_, rules, now, passed_over);
  problem_ = look ? std::string() : look.error().problems.front();
  if (!look) return say(problem_);
  for (const DecidedAnew& one : look->decided) {
    spdlog::info("copy_id={} event=decided-anew action={} note=\"{}\"", one.message, to_text(one.action), one.note);
  }
  for (const auto& [message, problem] : look->failed) {
    passed_over_[message] = now;
    problem_ = message + ": " + problem;
    say(problem_);
  }
}

/// Once for a while: a store that is away would say it every second.
void UpkeepHeld::say(const std::string& problem) {
  if (said_ != problem) spdlog::error("event=not-released problem=\"{}\"", problem);
  said_ = problem;
}

std::vector<UpkeepRun> UpkeepHeld::runs() const {
  return {{"held", looked_, next_after(looked_, std::chrono::seconds{1}), problem_}};
}

}  // namespace postern::admin
