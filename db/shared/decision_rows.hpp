// From one decision to its rows: the same for a message that arrives and for held mail decided anew. Here, since it is
// the lowest room that knows both decisions and rows; the gateway and the use cases stand side by side above it. Pure.
#pragma once
#include <chrono>
#include <span>
#include <string>

#include "db/mail_log.hpp"
#include "policy/decision/decide.hpp"

namespace postern::db {

/// What all rows of one message say alike. Texts are empty where nothing is known.
struct Arrival {
  std::chrono::sys_seconds at{};  ///< when it was decided
  std::string queue_id;
  std::string message_id;
  std::string client;
  std::string helo;
  std::string copy_id;  ///< of the kept message
};

/// An event that no decision was made for: `recipient` as text, no rule.
Event event_row(const Arrival& arrival, std::string recipient);
/// `done` is what becomes of the decision where its action cannot be carried out as it is. `authenticated` are the
/// identities that the council's MTA found authenticated.
Event event_row(const Arrival& arrival, const policy::Decision& decision, policy::Action done,
                std::span<const policy::Address> authenticated);

/// `raw` as RCPT had it. A time to be released at only for KeptStatus::held.
KeptRecipient kept_row(std::string raw, const policy::Decision& decision, KeptStatus status, std::string note);

}  // namespace postern::db
