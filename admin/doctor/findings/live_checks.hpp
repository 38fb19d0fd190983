// The parts of `postern doctor` that talk: to the filter's socket, to the submission server, and through the MTA to the
// running daemon. `look_live` gathers facts and judges nothing; `findings_live` talks to nobody and is pure.
// What it needs: the configuration; the log as read now (null where the store cannot be read); a way to ask the daemon
// (`cli::asked` over the control socket); and the port by which mail from outside comes to the MTA. It changes nothing,
// and waits for ten seconds at each step of SMTP that is not answered. Any thread; initialises GMime.
// Implemented in: live_checks.cpp, findings_addresses.cpp, findings_handshake.cpp, findings_probe.cpp
#pragma once
#include <string>
#include <vector>

#include "admin/doctor/facts/probe.hpp"
#include "admin/doctor/findings/finding.hpp"
#include "admin/service/log/needed_addresses.hpp"
#include "mail/milter_handshake.hpp"
#include "mail/recipient_check.hpp"

namespace postern::admin::doctor {

struct LiveGround {
  const conf::Config& config;
  const db::LogContents* contents = nullptr;  ///< null: only the configuration's own addresses are asked for
  AskDaemon ask;
  std::string unsent = {};              ///< the check to mend before a test message is sent; empty: it is sent now
  bool content_filter = false;          ///< what comes in there goes through a content filter
  std::string smtp_host = "127.0.0.1";  ///< where mail from outside comes in
  std::uint16_t smtp_port = 25;
  std::string helo;  ///< this host's name
  std::chrono::sys_seconds now;
  std::chrono::seconds patience{10};  ///< for each step of SMTP
};

struct LiveFacts {
  std::string socket;  ///< milter.socket
  mail::MilterHandshake handshake;
  std::string submit;  ///< `smtp://127.0.0.1:25`
  bool log_was_read = true;
  std::vector<NeededAddress> needed;
  mail::RecipientCheck check;  ///< an answer for each of `needed`
  std::string smtp;            ///< `127.0.0.1:25`
  std::string unsent;          ///< as in LiveGround
  bool content_filter = false;
  std::vector<std::string> authserv_ids;
  ProbeFacts probe;
};

LiveFacts look_live(const LiveGround& ground);

/// The check words: `milter-handshake`, `submission`, `bounces-address`, `manager-address` (one finding for each
/// address that does not take mail, one for all that do), `probe`, `forged-results`. Never empty; each word at least
/// once.
Findings findings_live(const LiveFacts& facts);
/// Its parts.
Finding findings_handshake(const mail::MilterHandshake& handshake, const std::string& socket);
Findings findings_addresses(const LiveFacts& facts);
Findings findings_probe(const LiveFacts& facts);

inline Findings live_findings(const LiveGround& ground) {
  return findings_live(look_live(ground));
}

}  // namespace postern::admin::doctor
