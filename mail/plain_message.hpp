// A message of postern's own, in plain text (UTF-8). Pure; GMime must have been initialised (mail::initialise()). Any
// thread.
#pragma once
#include <chrono>
#include <string>
#include <vector>

namespace postern::mail {

struct PlainMessage {
  std::string from;             ///< a mailbox, `Restricted Contact <restricted-contact@york.gov.uk>`
  std::vector<std::string> to;  ///< addresses
  std::string subject;          ///< one line; line ends and other control characters become blanks
  std::string text;             ///< UTF-8, lines ended by `\n`
  std::chrono::sys_seconds at;
  std::string message_id;  ///< without angle brackets
};

/// The whole message as it goes into SMTP's DATA: CRLF at each line's end, 7 bit, no line longer than 998 bytes
/// (RFC 5322 2.1.1). Says that nobody wrote it (RFC 3834 5), so that nobody answers it.
std::string composed(const PlainMessage& message);

}  // namespace postern::mail
