// Sends the digests and the alarm when their time has come, under the configuration in force then. A first start sends
// nothing before the next scheduled instant; a machine that slept through one sends once, late. As upkeep_piece.hpp.
#pragma once
#include <functional>
#include <map>
#include <memory>

#include "admin/service/digests/digests.hpp"
#include "admin/service/upkeep/upkeep_piece.hpp"

namespace postern::admin {

class UpkeepDigests : public UpkeepPiece {
 public:
  using CurrentConfig = std::function<std::shared_ptr<const conf::Config>()>;
  using Lines = std::function<std::vector<std::string>()>;
  /// `store` must outlive it. Without `config`, or while that answers with null, nothing is sent. `refused_addresses`
  /// answers with what the officers are told of addresses that take no mail; it may be empty.
  UpkeepDigests(db::Store& store, CurrentConfig config, Lines refused_addresses = {})
      : store_(store), config_(std::move(config)), refused_addresses_(std::move(refused_addresses)) {}
  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;

 private:
  /// What is remembered of one digest: the store is asked again only when there is something to do.
  struct Timed {
    bool known = false;
    std::optional<std::chrono::sys_seconds> last;
    std::optional<std::chrono::sys_seconds> next;
    std::optional<std::chrono::sys_seconds> failed;  ///< when it was last tried in vain
    std::string problem;
  };
  void look(Digest digest, Timed& timed, const conf::Config& config, std::chrono::sys_seconds now);
  policy::Result<> work(Digest digest, Timed& timed, const conf::Config& config, std::chrono::sys_seconds now);
  policy::Result<> note(Digest digest, Timed& timed, std::optional<std::chrono::sys_seconds> at);
  policy::Result<> post(Digest digest, Timed& timed, const conf::Config& config, std::chrono::sys_seconds now);

  db::Store& store_;
  CurrentConfig config_;
  Lines refused_addresses_;
  std::map<Digest, Timed> timed_;
};

}  // namespace postern::admin
