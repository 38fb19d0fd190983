// Forwarded copies that come back, since a manager's mailbox redirects: kept and reported, never forwarded again
// (decision.md 5).
#pragma once
#include <span>

#include "db/mail_log.hpp"
#include "mail/header_field.hpp"
#include "milter/message/decided_message.hpp"

namespace postern::milter {

/// Turns every forward, and every hold that would end in one, whose copy this message is into quarantine, noted
/// `came-round`. Anybody can write X-Postern-Action: the log has to bear it out.
policy::Result<> keep_what_came_round(std::span<const mail::HeaderField> header, db::MailLog& log,
                                      DecidedMessage& message);

}  // namespace postern::milter
