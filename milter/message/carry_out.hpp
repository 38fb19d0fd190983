// A decided message carried out, in the one safe order: bytes durable, then rows, then edits, then the reply. Any
// failure on the way is a temporary one, and leaves nothing behind that would double or lose the message.
#pragma once
#include <string>
#include <vector>

#include "conf/config.hpp"
#include "mail/kept_message.hpp"
#include "milter/message/decided_message.hpp"
#include "milter/message/enforcement_rows.hpp"
#include "milter/message/message_header.hpp"
#include "milter/message/mta.hpp"
#include "milter/message/reply.hpp"
#include "milter/message/services.hpp"
#include "milter/message/spool.hpp"

namespace postern::milter {

/// Whether the plan needs the message's bytes.
inline bool needs_bytes(const policy::Plan& plan) {
  return !plan.copies.empty() || !plan.kept.empty();
}

/// How it went.
struct Outcome {
  Reply reply;
  std::string problem = {};   ///< for the log: what failed; empty where nothing did
  bool became_ready = false;  ///< something waits in the outbox to be submitted
  bool used_up = false;       ///< another message took what was left of a volume: nothing has happened, decide anew
};

/// `spool` holds the whole message where needs_bytes(), else may be null. `forged` are fields to remove.
Outcome carry_out(const DecidedMessage& message, const Passage& passage, const conf::Config& config, Spool* spool,
                  const std::vector<FieldPlace>& forged, const Services& services, Mta& mta);

/// Takes `fields` off the message, the highest index of each name first. Whether the MTA took it.
bool remove_fields(const std::vector<FieldPlace>& fields, Mta& mta);

/// The reply for bytes that could not be kept.
Reply reply_for(const mail::KeepError& error);

}  // namespace postern::milter
