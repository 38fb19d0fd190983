#include "db/shared/attempt_result.hpp"

#include <utility>

#include "db/chain/valid_text.hpp"
#include "db/shared/words.hpp"

namespace postern::db {

namespace {

void give_up(AttemptResult& result) {
  result.words = result.row.last_error;
  result.given_up = std::exchange(result.row.recipients, {});
}

Event not_arrived(const OutboxRow& row, const std::string& customer, std::chrono::sys_seconds at) {
  Event event;
  event.at = at;
  event.restriction = row.restriction;
  event.address = customer;
  event.action = to_text(OutboxKind::notice);
  return event;
}

}  // namespace

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
  const bool stands_alone = result.row.kept_id.empty();
  if (stands_alone && !result.row.recipients.empty() && result.row.since + kGivenUpAfter <= at) give_up(result);
  if (!result.row.recipients.empty()) return result;
  result.row.state = result.any_accepted ? OutboxState::sent : OutboxState::failed;
  if (stands_alone) {
    result.row.header.clear();
    result.row.last_error.clear();
  }
  return result;
}

std::vector<Event> not_arrived(const AttemptResult& result, const std::string& customer, std::chrono::sys_seconds at) {
  std::vector<Event> events;
  if (result.row.kind != OutboxKind::notice || !result.row.kept_id.empty()) return events;
  const auto add = [&](const std::string& address, const std::string& note) {
    events.push_back(not_arrived(result.row, customer, at));
    events.back().recipient = address;
    events.back().note = note;
  };
  for (const auto& [address, words] : result.refused) add(address, "undeliverable: " + words);
  for (const std::string& address : result.given_up) add(address, "given-up: " + result.words);
  return events;
}

KeptRecipient undeliverable(const OutboxRow& row, const std::string& address, const std::string& words) {
  return {"<" + address + ">", KeptStatus::kept, row.restriction, {}, std::nullopt, "undeliverable: " + words};
}

}  // namespace postern::db
