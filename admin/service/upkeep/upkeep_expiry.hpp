// Ends what is over, about once a minute and after a reload, under the configuration in force then. Cheap where nothing
// is due: the log is read again only when it has changed, or when the next restriction is over. Belongs to upkeep's
// thread.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "admin/service/upkeep/upkeep_piece.hpp"
#include "conf/config.hpp"
#include "db/central_log.hpp"

namespace postern::admin {

class UpkeepExpiry : public UpkeepPiece {
 public:
  using CurrentConfig = std::function<std::shared_ptr<const conf::Config>()>;
  /// `log` must outlive it. Without `config`, or while that answers with null, nothing expires.
  UpkeepExpiry(db::CentralLog& log, CurrentConfig config) : log_(log), config_(std::move(config)) {}
  /// Logs a line for each that it ended. What fails is logged, and tried again the next time.
  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;

 private:
  bool is_time(std::chrono::sys_seconds now, const std::shared_ptr<const conf::Config>& config);

  db::CentralLog& log_;
  CurrentConfig config_;
  std::optional<std::chrono::sys_seconds> looked_;
  std::optional<std::uint64_t> revision_;  ///< as of which next_ was found
  std::shared_ptr<const conf::Config> under_;
  std::optional<std::chrono::sys_seconds> next_;
  std::string problem_;
};

}  // namespace postern::admin
