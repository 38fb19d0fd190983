#include "db/shared/decision_rows.hpp"

#include <algorithm>
#include <utility>

namespace postern::db {

Event event_row(const Arrival& arrival, std::string recipient) {
  Event event;
  event.at = arrival.at;
  event.recipient = std::move(recipient);
  event.queue_id = arrival.queue_id;
  event.message_id = arrival.message_id;
  event.client = arrival.client;
  event.helo = arrival.helo;
  event.copy_id = arrival.copy_id;
  return event;
}

Event event_row(const Arrival& arrival, const policy::Decision& decision, policy::Action done,
                std::span<const policy::Address> authenticated) {
  Event event = event_row(arrival, decision.recipient.text());
  event.restriction = decision.restriction;
  if (decision.choice_of) event.choice_of = decision.choice_of->text();
  if (decision.matched) {
    event.identity = to_text(decision.matched->kind);
    event.address = decision.matched->address.text();
    event.authenticated =
        std::find(authenticated.begin(), authenticated.end(), decision.matched->address) != authenticated.end();
  }
  event.action = to_text(done);
  event.rule = to_text(decision.rule);
  return event;
}

KeptRecipient kept_row(std::string raw, const policy::Decision& decision, KeptStatus status, std::string note) {
  KeptRecipient row;
  row.recipient = std::move(raw);
  row.status = status;
  row.restriction = decision.restriction;
  if (decision.choice_of) row.choice_of = decision.choice_of->text();
  if (status == KeptStatus::held) row.release_at = decision.release_at;
  row.note = std::move(note);
  return row;
}

}  // namespace postern::db
