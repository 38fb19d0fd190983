// The pieces of upkeep one after the other, and what can be told of them. What one throws does not keep the others from
// their work.
#pragma once
#include <mutex>
#include <vector>

#include "admin/service/upkeep/upkeep_piece.hpp"

namespace postern::admin {

class UpkeepRound {
 public:
  /// They must outlive it.
  explicit UpkeepRound(std::vector<UpkeepPiece*> pieces) : pieces_(std::move(pieces)) {}
  /// On upkeep's thread.
  void look(std::chrono::sys_seconds now);
  /// As of the last look. Any thread.
  std::vector<UpkeepRun> runs() const;

 private:
  const std::vector<UpkeepPiece*> pieces_;
  mutable std::mutex lock_;
  std::vector<UpkeepRun> runs_;  ///< guarded by lock_
};

}  // namespace postern::admin
