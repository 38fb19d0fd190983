#include "milter/message/came_round.hpp"

#include <algorithm>

#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"

namespace postern::milter {
namespace {

/// Whether the message says that it is a copy which postern forwarded for the same cause.
bool says_it_was_forwarded(std::span<const mail::HeaderField> header, const policy::Decision& decision) {
  const std::string choice_of = decision.choice_of ? decision.choice_of->text() : "";
  const std::string cause = mail::action_cause(decision.restriction.value_or(""), choice_of) + ";";
  return std::any_of(header.begin(), header.end(), [&](const mail::HeaderField& field) {
    return mail::named(field, mail::kActionField) && field.value.find(cause) != std::string::npos;
  });
}

bool may_be_forwarded(policy::Action action) {
  return action == policy::Action::forward || action == policy::Action::hold;
}

}  // namespace

policy::Result<> keep_what_came_round(std::span<const mail::HeaderField> header, db::MailLog& log,
                                      DecidedMessage& message) {
  for (std::size_t i = 0; i < message.decisions.size(); ++i) {
    policy::Decision& decision = message.decisions[i];
    if (!may_be_forwarded(decision.action) || !says_it_was_forwarded(header, decision)) continue;
    const std::string under = decision.restriction ? *decision.restriction : decision.choice_of->text();
    // Without a Message-ID the log cannot bear it out: kept all the same, or it would circle. A forger harms himself.
    const auto before =
        message.message_id.empty() ? policy::Result<bool>(true) : log.forwarded_before(under, message.message_id);
    if (!before) return before.error();
    if (!*before) continue;
    decision.action = policy::Action::quarantine;
    decision.forward_to.clear();
    decision.release_at.reset();
    message.notes[i] = "came-round";
  }
  return policy::Done{};
}

}  // namespace postern::milter
