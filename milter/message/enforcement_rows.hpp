// What one decided message writes into the store: events, kept recipients, outbox rows. Pure but for random ids.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "conf/config.hpp"
#include "db/mail_log.hpp"
#include "mail/kept_message.hpp"
#include "mail/treatment_fields.hpp"
#include "milter/message/connection.hpp"
#include "milter/message/decided_message.hpp"

namespace postern::milter {

/// Where and when a message passed: the same for all of its rows.
struct Passage {
  const Connection& connection;
  std::string queue_id;  ///< empty where the MTA has told none yet
  std::string host;      ///< this host's name
  std::chrono::sys_seconds at;
};

/// One event for each recipient whom a rule concerned; none for `unrestricted` ones. `note` is for every recipient that
/// has no note of its own (`observed`, `refused-at-rcpt`). `copy_id` is the kept message's, where there is one.
std::vector<db::Event> event_rows(const DecidedMessage& message, const Passage& passage, const std::string& note,
                                  const std::string& copy_id = {});

/// All rows of a message: events, the notice as it was composed, and, where `file` is there, the kept message with who
/// is kept and what is to leave.
db::Enforcement enforcement_rows(const DecidedMessage& message, const Passage& passage, const conf::Config& config,
                                 const std::string& kept_id, const std::optional<mail::KeptFile>& file);

/// Header fields that a treatment puts on a message: X-Postern-Action for forward, the junk headers for junk.
mail::NamedValues added_fields(const policy::Share& share, const DecidedMessage& message, const conf::Config& config);

}  // namespace postern::milter
