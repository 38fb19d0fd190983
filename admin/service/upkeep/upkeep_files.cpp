#include "admin/service/upkeep/upkeep_files.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace postern::admin {
namespace {

/// Also how old a file must be: a younger one may belong to a message under way.
constexpr std::chrono::hours kSweepEvery{1};

}  // namespace

void UpkeepFiles::look(std::chrono::sys_seconds now) {
  if (!is_due_again(swept_, kSweepEvery, now)) return;
  swept_ = now;
  const auto unneeded = kept_.unreferenced(files_.older_than(now - kSweepEvery));
  problem_ = unneeded ? std::string() : unneeded.error().problems.front();
  if (!unneeded) return spdlog::error("event=files-not-swept problem=\"{}\"", problem_);
  const auto removed = std::count_if(unneeded->begin(), unneeded->end(), [&](const auto& id) { return remove(id); });
  if (removed > 0) spdlog::info("event=files-removed count={}", removed);
  if (const auto unknown = unneeded->size() - static_cast<std::size_t>(removed); unknown > 0) {
    spdlog::warn(
        "event=files-unknown count={} the store has no record of them: a crash left them, or it is an older copy",
        unknown);
  }
}

/// Never a file that the store knows nothing of: after an older store was put back, it may be the only copy of a
/// message that was accepted.
bool UpkeepFiles::remove(const std::string& id) {
  if (!kept_.kept_message(id)) return false;
  files_.remove(id);
  return true;
}

std::vector<UpkeepRun> UpkeepFiles::runs() const {
  return {{"files", swept_, next_after(swept_, kSweepEvery), problem_}};
}

}  // namespace postern::admin
