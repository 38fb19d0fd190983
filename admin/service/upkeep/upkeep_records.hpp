// The upkeep's work on records: seals events into the audit chain every minute, notes the head of the chain in the
// system log every hour, and removes what is past its time every day. As upkeep_piece.hpp. Private to admin/service.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "admin/service/upkeep/upkeep_piece.hpp"
#include "conf/config.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

class RecordKeeping : public UpkeepPiece {
 public:
  /// `config` answers with the configuration in force; where it is empty nothing is ever removed.
  RecordKeeping(db::Store& store, mail::KeptMessages& files,
                std::function<std::shared_ptr<const conf::Config>()> config);
  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;
  /// At the end: seals everything, and notes the head once more. Nothing may be written any more.
  void end(std::chrono::sys_seconds now);

 private:
  /// One kind of this work: when it was last done, and what kept it from being done well.
  struct Task {
    std::optional<std::chrono::sys_seconds> last;
    std::string problem;
  };
  void seal_until(std::chrono::sys_seconds until, std::chrono::sys_seconds now);
  void note_head();
  void purge_daily(std::chrono::sys_seconds now);
  static void note(Task& task, const std::string& problem);

  db::Store& store_;
  mail::KeptMessages& files_;
  std::function<std::shared_ptr<const conf::Config>()> config_;
  Task seal_;
  Task head_;
  Task purge_;
  std::optional<std::chrono::sys_seconds> purge_looked_;
};

}  // namespace postern::admin
