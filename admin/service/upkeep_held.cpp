#include "admin/service/upkeep_held.hpp"

#include <spdlog/spdlog.h>

namespace postern::admin {

void UpkeepHeld::look(std::chrono::sys_seconds now) {
  const RulesNow rules = rules_ ? rules_() : RulesNow{};
  if (!rules.config || !rules.snapshot) return;
  looked_ = now;
  const auto decided = decide_held_mail(store_, files_, rules, now);
  if (!decided) {
    const std::string& problem = decided.error().problems.front();
    if (problem != problem_) spdlog::error("event=not-released problem=\"{}\"", problem);
    problem_ = problem;
    return;
  }
  problem_.clear();
  for (const DecidedAnew& one : *decided) {
    spdlog::info("copy_id={} event=decided-anew action={} note=\"{}\"", one.message, to_text(one.action), one.note);
  }
}

std::vector<UpkeepRun> UpkeepHeld::runs() const {
  return {{"held", looked_, next_after(looked_, std::chrono::seconds{1}), problem_}};
}

}  // namespace postern::admin
