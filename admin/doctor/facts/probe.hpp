// A message that finds out what the MTA does with mail from outside: the daemon gives a token, the message that carries
// it comes in as any other does, and the daemon says what it saw. It refuses the message, so that nobody gets anything;
// only where the MTA shows it to no filter it reaches mail.bounces, with words that say what it is.
//
// It has a forged Authentication-Results field for each server of council.authserv_ids, spelt in each way that RFC 8601
// allows, with a domain of its own: a domain that the daemon believes tells which one was not removed.
//
// Whether mail passes the filter twice cannot be seen so: the first pass refuses it. The MTA's configuration tells
// that.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "conf/config.hpp"
#include "mail/submission.hpp"
#include "policy/result.hpp"

namespace postern::admin::doctor {

/// One line to the daemon's control socket, and the object that it answers with.
using AskDaemon = std::function<policy::Result<nlohmann::ordered_json>(const std::string& request)>;

/// One way of writing a forged field.
struct Forgery {
  std::string domain;  ///< that it claims to have authenticated
  std::string value;   ///< of the field, folds as `\n` and white space
  std::string how;     ///< `mx.york.gov.uk`, `mx.york.gov.uk after a comment`, …
};
std::vector<Forgery> forgeries(const std::vector<std::string>& authserv_ids, const std::string& token);

/// One time that the daemon met the message.
struct ProbeSight {
  std::string queue_id;
  std::string client;
  bool by_smtp = true;
  bool refused = true;                ///< else discarded, where the daemon cannot refuse
  std::vector<std::string> believed;  ///< domains that count as authenticated
};

struct ProbeFacts {
  std::string daemon_problem;  ///< why the daemon gave no token, or could not be asked; then nothing else is known
  enum class Reply {
    accepted,
    refused,
    put_off,  ///< or no connection at all
  } reply = Reply::put_off;
  std::string words;                ///< of a reply that is no acceptance
  std::vector<ProbeSight> sights;   ///< the first few
  std::size_t times = 0;            ///< how often the daemon met it
  std::vector<std::string> forged;  ///< how each forgery that was believed was written
};

/// Sends it to `server` for mail.bounces. Where the MTA accepts it, the daemon has `patience` to meet it: it may stand
/// behind a content filter.
ProbeFacts probe(const conf::Config& config, const mail::SubmissionServer& server, const AskDaemon& ask,
                 std::chrono::sys_seconds now, std::chrono::milliseconds patience = std::chrono::seconds{10});

}  // namespace postern::admin::doctor
