// SMTP submission (RFC 5321 client) on Boost.Asio: EHLO, MAIL, RCPT, DATA, with a deadline on each step; the bytes are
// read from the kept message's file in small pieces and dot-stuffed on the way, so memory is bounded whatever the size.
// Runs on the io_context it is given; the callback is called there, exactly once.
// Not for the public internet: no TLS, no authentication: the council's own MTA on the same host or network.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace postern::mail {

struct Submission {
  std::string mail_from;                ///< without brackets; empty: null sender
  std::vector<std::string> recipients;  ///< without brackets
  std::string header;                   ///< complete fields with CRLF, put above the file's bytes
  std::string path;                     ///< the message; empty: `header` holds all of it
  std::uint64_t size = 0;               ///< bytes that the file at `path` must have; not looked at without a path
  std::string sha256;                   ///< that the file must have: 64 hexadecimal digits
  bool utf8 = false;                    ///< needs SMTPUTF8 (RFC 6531)
  bool eight_bit = false;               ///< BODY=8BITMIME where the server offers it (RFC 6152)
};

struct SubmissionResult {
  std::vector<std::string> accepted;                          ///< by a 250 after the final dot
  std::vector<std::pair<std::string, std::string>> refused;   ///< 5xx: for good, with the server's words
  std::vector<std::pair<std::string, std::string>> deferred;  ///< everything else: try again
  bool damaged = false;  ///< the file is not what was kept: all who were left are deferred, and nothing was delivered
};

struct SubmissionServer {
  std::string host;
  std::uint16_t port = 25;
  std::string helo;                        ///< this host's name
  std::chrono::seconds step_timeout{30};   ///< connect, greeting and each command
  std::chrono::seconds data_timeout{300};  ///< after the final dot (RFC 5321 4.5.3.2.6)
};

void submit(boost::asio::io_context& context, const SubmissionServer& server, Submission submission,
            std::function<void(SubmissionResult)> done);
/// The same, and waits for it.
SubmissionResult submitted(const SubmissionServer& server, Submission submission);

}  // namespace postern::mail
