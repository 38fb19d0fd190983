#include "admin/service/kept/decided_anew_rows.hpp"

#include "admin/service/kept/release_rows.hpp"
#include "db/shared/decision_rows.hpp"
#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"
#include "mail/treatment_fields.hpp"
#include "policy/decision/plan.hpp"

namespace postern::admin {
namespace {

bool goes_out(policy::Action action) {
  return action == policy::Action::deliver || action == policy::Action::junk || action == policy::Action::forward;
}

db::Arrival arrival_of(const HeldMessage& held, std::chrono::sys_seconds now) {
  const db::KeptMessage& message = held.entry.message;
  return {now, message.queue_id, message.message_id, message.client, message.helo, message.id};
}

/// What becomes of it now: the message was accepted long ago, and can be refused no more.
policy::Action done_for(const policy::Decision& decision) {
  const bool as_decided = goes_out(decision.action) || decision.action == policy::Action::hold;
  return as_decided ? decision.action : policy::Action::quarantine;
}

std::string outcome_note(const policy::Decision& decision) {
  if (goes_out(decision.action)) return std::string(db::kReleased);
  if (decision.action == policy::Action::hold) return std::string(db::kHeldAgain);
  return std::string(db::kNotReleased) + std::string(to_text(decision.rule)) + ", " +
         std::string(to_text(decision.action));
}

db::KeptStatus status_after(policy::Action action) {
  if (goes_out(action)) return db::KeptStatus::released;
  return action == policy::Action::hold ? db::KeptStatus::held : db::KeptStatus::kept;
}

/// A decision without a cause leaves the one that it was held for.
db::KeptRecipient row_after(const db::KeptRecipient& before, const policy::Decision& decision) {
  auto after = db::kept_row(before.recipient, decision, status_after(decision.action), outcome_note(decision));
  if (!decision.restriction) after.restriction = before.restriction;
  if (!decision.choice_of) after.choice_of = before.choice_of;
  return after;
}

db::Event event_after(const HeldMessage& held, std::size_t i, const policy::Decision& decision,
                      std::chrono::sys_seconds now) {
  db::Event event = db::event_row(arrival_of(held, now), decision, done_for(decision), held.authenticated);
  if (!decision.restriction) event.restriction = held.due[i].restriction;
  event.note = outcome_note(decision);
  return event;
}

db::OutboxRow outbox_row(const HeldMessage& held, const policy::Share& share, const conf::Config& config,
                         std::chrono::sys_seconds now) {
  std::vector<std::string> destinations;
  std::vector<std::string> originals;
  for (const std::size_t i : share.recipients) {
    destinations.push_back(held.due[i].recipient);
    originals.push_back(held.message.recipients[i].address.text());
  }
  if (share.treatment.action == policy::Action::forward) {
    destinations.clear();
    for (const policy::Address& address : share.treatment.forward_to) destinations.push_back(address.text());
  }
  db::OutboxRow row = release_row(held.entry, destinations, std::nullopt, {config, {"postern", "postern"}, now});
  for (const auto& [name, value] : mail::treatment_fields(share.treatment, originals, config.junk_headers)) {
    row.header += mail::field_line(name, value);
  }
  row.restriction = held.due[share.recipients.front()].restriction;
  return row;
}

db::Redecision rows_for(const HeldMessage& held) {
  db::Redecision rows;
  rows.id = mail::random_id();
  rows.message = held.entry.message.id;
  return rows;
}

}  // namespace

db::Redecision released_rows(const HeldMessage& held, const std::vector<policy::Decision>& decisions,
                             const conf::Config& config, std::chrono::sys_seconds now) {
  db::Redecision rows = rows_for(held);
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    rows.recipients.push_back(row_after(held.due[i], decisions[i]));
    rows.events.push_back(event_after(held, i, decisions[i], now));
  }
  // The message was accepted long ago: nothing can be refused, and every treatment that goes out is a copy.
  policy::Plan plan = policy::plan(decisions, {.can_refuse = false});
  if (plan.in_place) plan.copies.insert(plan.copies.begin(), *plan.in_place);
  for (const policy::Share& share : plan.copies) rows.outbox.push_back(outbox_row(held, share, config, now));
  return rows;
}

db::Redecision kept_rows(const HeldMessage& held, const std::string& problem, std::chrono::sys_seconds now) {
  db::Redecision rows = rows_for(held);
  for (std::size_t i = 0; i < held.due.size(); ++i) {
    db::KeptRecipient after = held.due[i];
    after.status = db::KeptStatus::kept;
    after.release_at.reset();
    after.note = std::string(db::kNotReleased) + problem;
    rows.recipients.push_back(std::move(after));
    rows.events.push_back(db::event_row(arrival_of(held, now), held.due[i].recipient));
    rows.events.back().restriction = held.due[i].restriction;
    rows.events.back().action = to_text(policy::Action::quarantine);
    rows.events.back().rule = to_text(policy::Rule::outside_hours);
    rows.events.back().note = std::string(db::kNotReleased) + problem;
  }
  return rows;
}

}  // namespace postern::admin
