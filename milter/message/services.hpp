// What a transaction works with beside the rules: given once by main(), shared by all sessions. Everything in it may be
// used from any thread, and outlives every transaction.
#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "db/mail_log.hpp"
#include "mail/kept_message.hpp"
#include "milter/message/probes.hpp"
#include "milter/message/settlements.hpp"
#include "milter/message/tally.hpp"

namespace postern::milter {

struct Services {
  db::MailLog& log;
  mail::KeptMessages& files;
  Settlements& settlements;
  std::function<void()> wake_outbox;  ///< something became ready to be submitted
  std::function<std::chrono::sys_seconds()> now;
  std::string host;  ///< this host's name, for Received fields
  Tally& tally;
  Probes& probes;
};

}  // namespace postern::milter
