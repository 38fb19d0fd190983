// What an attempt to submit does to its row: the same for every store. Pure. Private to db/.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "db/mail_log.hpp"

namespace postern::db {

struct AttemptResult {
  OutboxRow row;
  bool any_accepted = false;                                 ///< by this attempt or one before it
  std::vector<std::pair<std::string, std::string>> refused;  ///< recipients of the row, and the server's words
};

/// Recipients accepted or refused leave the row; with nobody left it is sent, or failed where every one was refused.
/// Addresses that the row does not have do not count. A row without a kept message is closed too when it has waited for
/// kGiveUpAfter, and loses its text when it is closed.
AttemptResult result_of(OutboxRow row, bool accepted_before, const Attempt& attempt, std::chrono::sys_seconds at);
/// Who was refused, as a recipient of the kept message: somebody has to see it.
KeptRecipient undeliverable(const OutboxRow& row, const std::string& address, const std::string& words);

}  // namespace postern::db
