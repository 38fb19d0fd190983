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
  std::vector<std::string> given_up = {};                    ///< recipients of the row, after kGivenUpAfter
  std::string words = {};                                    ///< why those were not reached
};

/// Recipients accepted or refused leave the row; with nobody left it is sent, or failed where every one was refused.
/// Addresses that the row does not have do not count. A row without a kept message loses its text with its last
/// recipient, and what servers said, which may name somebody.
AttemptResult result_of(OutboxRow row, bool accepted_before, const Attempt& attempt, std::chrono::sys_seconds at);
/// Who was refused, as a recipient of the kept message: somebody has to see it.
/// The events of a notice to `customer` that did not arrive; none where it has a kept message or is no notice.
std::vector<Event> not_arrived(const AttemptResult& result, const std::string& customer, std::chrono::sys_seconds at);
KeptRecipient undeliverable(const OutboxRow& row, const std::string& address, const std::string& words);

}  // namespace postern::db
