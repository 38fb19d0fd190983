// Whether a message may be answered by an automatic reply (RFC 3834 section 2, and what programs of the field do):
// never one that a program wrote or that went to a list, and never an address behind which nobody reads. Pure.
#pragma once
#include <span>
#include <string_view>

#include "mail/header_field.hpp"

namespace postern::mail {

/// Why the header forbids an automatic reply, in a word or two for the log; empty where nothing does. One field is
/// enough, wherever it stands; a field that cannot be understood forbids it.
std::string_view automatic_by_header(std::span<const HeaderField> header);
/// The same for the envelope sender, the raw argument of MAIL: the null sender, and addresses of programs
/// (`mailer-daemon`, `owner-…`, `…-request`, `no-reply`, `…=…` as VERP has it).
std::string_view automatic_by_sender(std::string_view mail_from);

}  // namespace postern::mail
