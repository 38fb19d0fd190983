// Lets held mail go when its hours open: looks at the wall clock each second, so that a clock that jumps or a machine
// that slept makes it late at worst. Belongs to upkeep's thread.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "admin/service/held_mail.hpp"

namespace postern::admin {

class UpkeepHeld {
 public:
  /// `store` and `files` must outlive it. Without `rules`, or while it answers with nothing, everything stays held.
  UpkeepHeld(db::Store& store, const mail::KeptMessages& files, std::function<RulesNow()> rules)
      : store_(store), files_(files), rules_(std::move(rules)) {}
  /// Logs a line for each recipient. What fails is logged once, and tried again the next time.
  void look(std::chrono::sys_seconds now);

 private:
  db::Store& store_;
  const mail::KeptMessages& files_;
  std::function<RulesNow()> rules_;
  std::string problem_;
};

}  // namespace postern::admin
