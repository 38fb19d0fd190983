// One kind of work between messages. Everything but what is said otherwise belongs to upkeep's thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace postern::admin {

/// When a kind of work was last done, and when it is to be done again, as `postern status` shows it.
struct UpkeepRun {
  std::string name;
  std::optional<std::chrono::sys_seconds> last;  ///< empty: never yet
  std::optional<std::chrono::sys_seconds> next;  ///< empty: not as things stand
  std::string problem;                           ///< of the last try; empty: it went well
  bool operator==(const UpkeepRun&) const = default;
};

class UpkeepPiece {
 public:
  virtual ~UpkeepPiece() = default;
  /// Does what is due by the wall clock, which may have been set back or forward and may have slept. Called every
  /// second or so; may be cut short at any point, and the next look makes up for it.
  virtual void look(std::chrono::sys_seconds now) = 0;
  virtual std::vector<UpkeepRun> runs() const = 0;
};

/// Whether work that is done `every` so often is due: never done, long enough ago, or done by a clock that has been set
/// back since.
inline bool is_due_again(std::optional<std::chrono::sys_seconds> last, std::chrono::seconds every,
                         std::chrono::sys_seconds now) {
  return !last || now < *last || now - *last >= every;
}
inline std::optional<std::chrono::sys_seconds> next_after(std::optional<std::chrono::sys_seconds> last,
                                                          std::chrono::seconds every) {
  return last ? std::optional(*last + every) : std::nullopt;
}

}  // namespace postern::admin
