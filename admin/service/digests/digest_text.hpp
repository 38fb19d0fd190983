// What every digest is made of: one mail to somebody, and a kept message in words. Strangers' bytes become one
// printable line (faults.md W8); never a subject or a body. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "admin/service/digests/kept_owners.hpp"
#include "admin/service/log/log_view.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

struct DigestMail {
  std::vector<std::string> to;  ///< as RCPT takes them
  std::string subject;
  std::string text;
  std::vector<std::string> listed;  ///< ids of the kept messages that it names
};

/// An address from MAIL or RCPT as one printable line of at most 200 bytes; `<>` for the null sender.
std::string shown(const std::string& raw);
/// `2 November 2026, 10:05`, in the council's time zone.
std::string moment_in_words(std::chrono::sys_seconds at, const LogView& view);
/// `1 message`, `5 messages`.
std::string counted(std::size_t number, std::string_view what);

/// The first 500 of the messages, oldest first, with those for whom they wait and what each needs to be released; their
/// ids go into `mail.listed`. Of the rest the number is told.
void append_kept(DigestMail& mail, const std::vector<KeptShare>& shares, const LogView& view);
/// Whom to ask, and how long a message stays.
std::string how_to_release(const conf::Config& config);

}  // namespace postern::admin
