#include "mail/automatic.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "policy/address/address.hpp"

namespace postern::mail {
namespace {

/// The first word of the value in lower case, without comments before it: `no` of ` (a comment) No; x=y`.
std::string keyword(std::string_view value) {
  std::string word;
  int depth = 0;
  for (const char c : value) {
    if (c == '(') ++depth;
    const bool ends = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == ',' || c == '(';
    if (depth == 0 && !ends) word += c;
    if (c == ')' && depth > 0) --depth;
    if (ends && !word.empty()) break;
  }
  return lower(word);
}

/// A field's name in lower case, without white space before the colon.
std::string name_of(const HeaderField& field) {
  std::string_view name = field.name;
  while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
  return lower(name);
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

/// What responders, lists and mail systems put on what they write, whatever its value.
constexpr std::array<std::string_view, 19> kTellTale{"x-autoreply",
                                                     "x-auto-reply",
                                                     "x-autoreply-from",
                                                     "x-autorespond",
                                                     "x-autoresponse",
                                                     "x-autoresponder",
                                                     "x-mail-autoreply",
                                                     "x-loop",
                                                     "x-cron-env",
                                                     "x-failed-recipients",
                                                     "mailing-list",
                                                     "x-mailing-list",
                                                     "x-listname",
                                                     "x-list",
                                                     "feedback-id",
                                                     "x-fc-machinegenerated",
                                                     "x-ms-exchange-inbox-rules-loop",
                                                     "x-delivered-to-list",
                                                     "x-campaign-id"};

std::string_view automatic_by_field(const HeaderField& field) {
  const std::string name = name_of(field);
  const std::string value = keyword(field.value);
  if (name == "auto-submitted" && value != "no") return "auto-submitted";
  if (name == "precedence" && is_one_of(value, std::array<std::string_view, 4>{"bulk", "list", "junk", "auto_reply"})) {
    return "precedence";
  }
  if (name.starts_with("list-")) return "list";
  if (name == "x-auto-response-suppress" && value != "none") return "auto-response-suppress";
  if (is_one_of(name, kTellTale) && value != "no") return "auto-reply field";
  if (name == "return-path" && value == "<>") return "null return-path";
  if (name == "content-type" &&
      (value.starts_with("multipart/report") ||
       is_one_of(value, std::array<std::string_view, 3>{"message/feedback-report", "message/delivery-status",
                                                        "message/disposition-notification"}))) {
    return "report";
  }
  return {};
}

constexpr std::array<std::string_view, 14> kPrograms{
    "mailer-daemon", "postmaster", "listserv", "listproc", "majordomo", "mailman", "mdaemon",
    "autoresponder", "autoreply",  "daemon",   "nobody",   "cron",      "devnull", "null"};
constexpr std::array<std::string_view, 9> kBeginnings{
    "owner-", "bounce", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply", "no.reply"};
constexpr std::array<std::string_view, 8> kEndings{"-owner",   "-request",  "-bounces",    "-bounce",
                                                   "-noreply", "-no-reply", "-donotreply", "-return"};

bool is_program(const std::string& local) {
  return is_one_of(std::string_view(local), kPrograms) ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(), [&](auto each) { return local.starts_with(each); }) ||
         std::any_of(kEndings.begin(), kEndings.end(), [&](auto each) { return local.ends_with(each); });
}

}  // namespace

std::string_view automatic_by_header(std::span<const HeaderField> header) {
  for (const HeaderField& field : header) {
    if (const std::string_view why = automatic_by_field(field); !why.empty()) return why;
  }
  return {};
}

std::string_view automatic_by_sender(std::string_view mail_from) {
  const auto mailbox = policy::parse_mailbox(mail_from);
  if (!mailbox) return "null or unreadable sender";
  const std::string local = lower(mailbox->local);
  // Of VERP, BATV and SRS alike: an address with another one in it goes to a program first.
  if (local.find('=') != std::string::npos) return "sender made for one message";
  // `mailer-daemon+x@…` is the same mailbox.
  if (is_program(local) || is_program(local.substr(0, local.find('+')))) return "sender is a program";
  return {};
}

}  // namespace postern::mail
