#include "db/attempt_result.hpp"

#include "db/valid_text.hpp"

namespace postern::db {

AttemptResult result_of(OutboxRow row, bool accepted_before, const Attempt& attempt, std::chrono::sys_seconds at) {
  AttemptResult result{std::move(row), accepted_before, {}};
  for (const std::string& address : attempt.accepted) {
    if (std::erase(result.row.recipients, address) > 0) result.any_accepted = true;
  }
  for (const auto& [address, words] : attempt.refused) {
    if (std::erase(result.row.recipients, address) == 0) continue;
    result.refused.emplace_back(address, valid_text(words));
    result.row.last_error = result.refused.back().second;
  }
  ++result.row.attempts;
  if (!attempt.error.empty()) result.row.last_error = valid_text(attempt.error);
  result.row.next_attempt = attempt.next_attempt;
  const bool has_message = !result.row.kept_id.empty();
  const bool given_up = !has_message && at - result.row.since >= kGiveUpAfter;
  if (result.row.recipients.empty() || given_up) {
    result.row.state = result.any_accepted ? OutboxState::sent : OutboxState::failed;
    if (!has_message) result.row.header.clear();
  }
  return result;
}

KeptRecipient undeliverable(const OutboxRow& row, const std::string& address, const std::string& words) {
  return {"<" + address + ">", KeptStatus::kept, row.restriction, {}, std::nullopt, "undeliverable: " + words};
}

}  // namespace postern::db
