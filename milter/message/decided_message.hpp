// One message once it is decided: everything from which rows, edits and the reply follow. Plain values of one
// transaction.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/mail_log.hpp"
#include "policy/decision/decide.hpp"
#include "policy/decision/plan.hpp"
#include "policy/decision/reminder.hpp"

namespace postern::milter {

/// The argument of MAIL, and what came with it.
struct Envelope {
  std::string mail_from;       ///< raw, with brackets
  std::string mail_addr = {};  ///< {mail_addr}: what the MTA makes of it; empty where it told none
  bool utf8 = false;           ///< SMTPUTF8 (RFC 6531)
  bool authenticated = false;  ///< {auth_authen} was given
  bool by_smtp = true;         ///< false for mail submitted without SMTP: it cannot be refused (faults.md D8)
  bool by_msp = false;         ///< by SMTP from a program of this host: a refusal would become a bounce, as above
};

struct DecidedMessage {
  Envelope envelope;
  std::vector<policy::Recipient> recipients;  ///< those accepted at RCPT
  std::vector<policy::Decision> decisions;    ///< one for each of them
  std::vector<std::string> notes;             ///< one for each of them: `came-round`, or empty
  std::vector<policy::Quota> counts = {};     ///< the volumes under which it counts
  policy::Plan plan;
  policy::Path path;
  std::string message_id;
  std::vector<policy::Address> authenticated;         ///< matched addresses that the council's MTA found authenticated
  std::optional<policy::Addressee> may_be_told = {};  ///< the customer to whom a notice may go (decision.md 6)
  std::optional<db::Notice> notice = {};              ///< to them, composed; nothing where none is due
};

}  // namespace postern::milter
