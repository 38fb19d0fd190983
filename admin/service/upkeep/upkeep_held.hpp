// Lets held mail go when its hours open: looks at the wall clock each second, so that a clock that jumps or a machine
// that slept makes it late at worst. As upkeep_piece.hpp.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "admin/service/kept/decided_anew.hpp"
#include "admin/service/upkeep/upkeep_piece.hpp"

namespace postern::admin {

class UpkeepHeld : public UpkeepPiece {
 public:
  /// `store` and `files` must outlive it. Without `rules`, or while it answers with nothing, everything stays held.
  UpkeepHeld(db::Store& store, const mail::KeptMessages& files, std::function<RulesNow()> rules)
      : store_(store), files_(files), rules_(std::move(rules)) {}
  /// Logs a line for each recipient. What fails is logged, and tried again after a minute.
  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;

 private:
  void say(const std::string& problem);

  db::Store& store_;
  const mail::KeptMessages& files_;
  std::function<RulesNow()> rules_;
  std::optional<std::chrono::sys_seconds> looked_;
  std::map<std::string, std::chrono::sys_seconds> passed_over_;  ///< messages that failed, and when: others come first
  std::string problem_;                                          ///< of the last look
  std::string said_;                                             ///< the last one in the log
};

}  // namespace postern::admin
