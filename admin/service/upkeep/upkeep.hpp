// The work between messages, one piece after the other: decides held mail anew when its hours open, submits what is due
// in the outbox, with retries and backoff, removes files of messages that nothing needs, ends restrictions that are
// over, seals events into the audit chain, removes what is past its time, sends the digests, and asks whether the
// addresses that need mail take some. Owns a thread with an io_context of its own; the store and the folder must
// outlive it.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "admin/service/kept/decided_anew.hpp"
#include "admin/service/upkeep/upkeep_piece.hpp"
#include "conf/config.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

class Upkeep {
 public:
  struct Settings {
    std::string submit_host;
    std::uint16_t submit_port = 25;
    std::string helo;
    std::chrono::seconds step_timeout{30};
    std::chrono::seconds data_timeout{300};
    std::size_t connections = 4;           ///< submissions at a time
    std::chrono::seconds first_retry{10};  ///< doubled after each failed attempt, with jitter
    std::chrono::seconds longest_retry{900};
    /// The configuration in force; empty: no restriction expires, retention removes
    /// nothing, and no digest is sent.
    std::function<std::shared_ptr<const conf::Config>()> config;
    std::function<RulesNow()> rules;  ///< empty: held mail stays held
    /// Told of people to whom a notice or a digest was `sent`, whose server `refused` it for good, or who were
    /// `given-up`, once that is written down; on upkeep's thread. Empty: nobody is told.
    std::function<void(db::OutboxKind kind, const std::string& result, std::size_t people)> notices_ended;
  };
  Upkeep(db::Store& store, mail::QuarantineDirectory& files, Settings settings);
  ~Upkeep();  ///< stops; a submission under way is given up and tried again by the next start
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;
  /// Adopts what a crash left prepared, sweeps, and begins. Call it once.
  void start();
  /// Something became ready: look now instead of at the next second. Any thread.
  void wake();
  /// When each kind of work was last done, and is to be done again. Any thread.
  std::vector<UpkeepRun> runs() const;
  /// Waits until nothing is under way, for at most `patience`. Any thread but upkeep's own.
  void stop(std::chrono::milliseconds patience);

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace postern::admin
