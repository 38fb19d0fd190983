// The upkeep's work on records: seals events into the audit chain every minute, notes the head of the chain in the
// system log every hour, and removes what is past its time every day. Belongs to upkeep's thread. Private to
// admin/service.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "conf/config.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

class RecordKeeping {
 public:
  /// `config` answers with the configuration in force; where it is empty nothing is ever removed.
  RecordKeeping(db::Store& store, mail::KeptMessages& files,
                std::function<std::shared_ptr<const conf::Config>()> config);
  /// Does what is due. Call it every second or so.
  void look(std::chrono::sys_seconds now);
  /// At the end: seals everything, and notes the head once more. Nothing may be written any more.
  void end(std::chrono::sys_seconds now);

 private:
  using Steady = std::chrono::steady_clock::time_point;
  void seal_until(std::chrono::sys_seconds until, std::chrono::sys_seconds now);
  void note_head();
  void purge_daily(std::chrono::sys_seconds now);
  void note(const std::string& problem);

  db::Store& store_;
  mail::KeptMessages& files_;
  std::function<std::shared_ptr<const conf::Config>()> config_;
  std::optional<Steady> sealed_;
  std::optional<Steady> hourly_;
  std::string problem_;  ///< the last one that was told
};

}  // namespace postern::admin
