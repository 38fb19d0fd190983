#include "milter/message/message_count.hpp"

#include <optional>

namespace postern::milter {
namespace {

/// Empty where the message goes on.
std::optional<MessageOutcome> outcome_of(const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::reject:
      return MessageOutcome::refused;
    case Reply::Kind::tempfail:
      return MessageOutcome::deferred;
    case Reply::Kind::discard:
      return MessageOutcome::kept;
    case Reply::Kind::proceed:
    case Reply::Kind::skip:
    case Reply::Kind::accept:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(MessageOutcome outcome) {
  switch (outcome) {
    case MessageOutcome::passed:
      return "passed";
    case MessageOutcome::changed:
      return "changed";
    case MessageOutcome::kept:
      return "kept";
    case MessageOutcome::refused:
      return "refused";
    case MessageOutcome::deferred:
      return "deferred";
    case MessageOutcome::observed:
      return "observed";
    case MessageOutcome::exempt:
      return "exempt";
    case MessageOutcome::own_copy:
      return "own-copy";
  }
  return {};
}

MessageCount::~MessageCount() {
  if (accepted_) return;
  if (deferred_) {
    ended(MessageOutcome::deferred);
  } else if (refused_) {
    ended(MessageOutcome::refused);
  }
}

void MessageCount::recipient(const Reply& reply) {
  const auto outcome = outcome_of(reply);
  accepted_ = accepted_ || !outcome;
  refused_ = refused_ || outcome == MessageOutcome::refused;
  deferred_ = deferred_ || outcome == MessageOutcome::deferred;
}

void MessageCount::refused(const policy::Decision& decision) {
  tally_.recipients(decision.action, decision.rule, 1);
}

void MessageCount::ended(MessageOutcome outcome) {
  if (ended_) return;
  ended_ = true;
  tally_.message(outcome);
}

void MessageCount::ended(const Reply& reply, MessageOutcome outcome) {
  ended(outcome_of(reply).value_or(outcome));
}

void MessageCount::done(const std::vector<policy::Decision>& decisions) {
  for (const policy::Decision& decision : decisions) tally_.recipients(decision.action, decision.rule, 1);
}

void MessageCount::unrestricted(std::size_t recipients) {
  tally_.recipients(policy::Action::deliver, policy::Rule::unrestricted, recipients);
}

MessageOutcome outcome_of(const policy::Plan& plan) {
  return policy::changes_anything(plan) ? MessageOutcome::changed : MessageOutcome::passed;
}

bool ends(const Reply& reply) {
  return outcome_of(reply).has_value() || reply.kind == Reply::Kind::accept;
}

}  // namespace postern::milter
