// A notice to a customer as a whole message (RFC 3834, RFC 2046): text and HTML of the same, marked so that no program
// answers it. Composed with GMime, which must have been initialised (mail::initialise()). Any thread; time and names
// come from the caller.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "policy/result.hpp"
#include "policy/words/template_text.hpp"

namespace postern::mail {

struct NoticeHead {
  std::string from;         ///< `Restricted Contact <restricted-contact@york.gov.uk>`, or an address alone
  std::string bounces;      ///< stands in for a `from` that has no address
  std::string to;           ///< without brackets
  std::string message_id;   ///< without brackets, `0123…@york.gov.uk`; its left side is all hexadecimal digits
  std::string in_reply_to;  ///< the Message-ID that is answered, as it came: attackers' bytes; empty: there was none
  std::string language;     ///< of templates that are in the language asked for
  std::chrono::sys_seconds at;
};

/// Lines end with CRLF, and nothing but an address is 8-bit. Refused, in one line, where a template is broken, or the
/// text's first line is no `Subject: …`.
policy::Result<std::string> notice(const NoticeHead& head, const policy::TemplatePair& templates,
                                   const policy::TemplateView& view);
/// Whether a notice can be made of the templates; refused with a line for each kind of which none can.
policy::Result<> usable_for_notices(const policy::NoticeTemplates& templates);

/// `<left@right>` where `text` is such a one, of printable ASCII and no longer than 250 bytes; else empty.
std::string usable_message_id(std::string_view text);

}  // namespace postern::mail
