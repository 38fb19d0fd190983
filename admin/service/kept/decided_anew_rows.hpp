// What a new decision about a held message writes into the store. Pure but for random ids and the host's name. Private
// to admin/service.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "conf/config.hpp"
#include "db/held_mail.hpp"
#include "policy/decision/decide.hpp"

namespace postern::admin {

struct HeldMessage {
  const db::KeptEntry& entry;
  std::vector<db::KeptRecipient> due;          ///< whom the decision is about
  policy::Message message;                     ///< its recipients are `due`, in order
  std::vector<policy::Address> authenticated;  ///< identities that the council's MTA found authenticated
};

/// decisions[i] is for held.due[i]. What goes out becomes outbox rows, one for each treatment.
db::Redecision released_rows(const HeldMessage& held, const std::vector<policy::Decision>& decisions,
                             const conf::Config& config, std::chrono::sys_seconds now);
/// All of them stay in the quarantine, since `problem` kept them from being decided.
db::Redecision kept_rows(const HeldMessage& held, const std::string& problem, std::chrono::sys_seconds now);

}  // namespace postern::admin
