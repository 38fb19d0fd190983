// The notice to the customer that a message gives rise to (decision.md 6): who may be told, and the row that leaves by
// the outbox. Pure but for random ids and the log.
#pragma once
#include <chrono>
#include <optional>

#include "db/mail_log.hpp"
#include "mail/read_message.hpp"
#include "milter/message/decided_message.hpp"
#include "milter/message/enforcement_rows.hpp"
#include "milter/message/rules_in_force.hpp"

namespace postern::milter {

/// The customer behind the envelope sender, where that address is an identifier of theirs, was authenticated for its
/// own domain, and no program wrote (RFC 3834): nobody else is ever written to. Nobody without council.authserv_ids.
std::optional<policy::Addressee> who_may_be_told(const Envelope& envelope, const policy::Message& message,
                                                 const mail::Particulars& known, const InForce& rules,
                                                 std::chrono::sys_seconds now);

/// What is to be recorded with the message's events; nothing where no notice is due. That it comes too soon after
/// another one is for the store to say.
std::optional<db::Notice> notice_row(const DecidedMessage& message, const Passage& passage, const conf::Config& config);

}  // namespace postern::milter
