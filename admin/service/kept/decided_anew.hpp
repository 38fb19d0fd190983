// Mail that was held until the hours of its restriction open, decided anew at that moment, since the restriction may
// have changed (decision.md 3). No clock: `now` is an argument. As central_log.hpp.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "conf/config.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"
#include "policy/decision/snapshot.hpp"

namespace postern::admin {

/// What the gateway decides by at this moment, published together. Both null: it decides nothing yet.
struct RulesNow {
  std::shared_ptr<const conf::Config> config;
  std::shared_ptr<const policy::Snapshot> snapshot;
};

/// One recipient of a held message, for the log.
struct DecidedAnew {
  std::string message;
  std::string recipient;
  policy::Action action = policy::Action::quarantine;
  std::string note;  ///< as the event has it: `released`, `held-again`, or `not-released: WHY`
};

struct HeldMailLook {
  std::vector<DecidedAnew> decided;
  std::map<std::string, std::string> failed;  ///< messages, and why: to be tried again later
};

/// Decides what is due at `now` but for `passed_over`, each message in a transaction of its own. What would now be
/// delivered, forwarded or marked as junk goes out by the outbox, another hold has a new time, anything else stays in
/// the quarantine; so does what cannot be read or is not what was kept. Under `enforcement: observe` nothing is
/// withheld any more. A message that somebody released meanwhile, or whose volume another one used up meanwhile, has
/// failed: the next call decides.
policy::Result<HeldMailLook> decide_held_mail(db::Store& store, const mail::KeptMessages& files, const RulesNow& rules,
                                              std::chrono::sys_seconds now, const std::set<std::string>& passed_over);

}  // namespace postern::admin
