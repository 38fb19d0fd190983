// Whether a server takes mail for addresses, asked by MAIL and RCPT (RFC 5321 4.1.1); never DATA, so that nobody gets
// anything. A yes is what the server knows at RCPT: one that passes mail on may know no better. As submission.hpp.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "mail/submission.hpp"

namespace postern::mail {

struct RecipientAnswer {
  enum class Kind {
    accepted,
    refused,    ///< 5xx, or an address that cannot be put into a command
    put_off,    ///< 4xx
    not_asked,  ///< the connection failed before
  };
  std::string address;
  Kind kind = Kind::not_asked;
  std::string words = {};  ///< the server's, `550 5.1.1 No such user`; for not_asked what went wrong
  bool operator==(const RecipientAnswer&) const = default;
};

struct RecipientCheck {
  /// What kept the server from being asked: no connection, no greeting, a sender refused, several addresses refused in
  /// the same words that are not about mailboxes (5.1.x, 5.2.x); empty where it was asked.
  std::string problem;
  std::vector<RecipientAnswer> answers;  ///< one for each address, in their order
};

/// `mail_from` and `addresses` without brackets. Calls `done` once, on `context`. With no addresses only MAIL is asked.
void check_recipients(boost::asio::io_context& context, const SubmissionServer& server, std::string mail_from,
                      std::vector<std::string> addresses, std::function<void(RecipientCheck)> done);
/// The same, and waits for it.
RecipientCheck checked_recipients(const SubmissionServer& server, std::string mail_from,
                                  std::vector<std::string> addresses);

}  // namespace postern::mail
