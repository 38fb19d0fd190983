#include "admin/service/upkeep/upkeep_round.hpp"

#include <exception>

#include <spdlog/spdlog.h>

namespace postern::admin {
namespace {

/// What went wrong; empty where nothing did.
std::string look_at(UpkeepPiece& piece, std::chrono::sys_seconds now) {
  try {
    piece.look(now);
    return {};
  } catch (const std::exception& error) {
    spdlog::critical("event=exception stage=upkeep problem=\"{}\"", error.what());
    return error.what();
  }
}

}  // namespace

void UpkeepRound::look(std::chrono::sys_seconds now) {
  std::vector<UpkeepRun> runs;
  for (UpkeepPiece* piece : pieces_) {
    const std::string problem = look_at(*piece, now);
    for (UpkeepRun& run : piece->runs()) {
      if (!problem.empty()) run.problem = problem;
      runs.push_back(std::move(run));
    }
  }
  const std::lock_guard lock(lock_);
  runs_ = std::move(runs);
}

std::vector<UpkeepRun> UpkeepRound::runs() const {
  const std::lock_guard lock(lock_);
  return runs_;
}

}  // namespace postern::admin
