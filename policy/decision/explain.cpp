#include "policy/decision/explain.hpp"

#include <algorithm>

#include "policy/time/day.hpp"

namespace postern::policy {
namespace {

std::string joined(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses) text += (text.empty() ? "" : ", ") + address.text();
  return text;
}

std::string what_is_done(const Decision& decision) {
  switch (decision.action) {
    case Action::deliver:
      return "it is delivered";
    case Action::junk:
      return "it is delivered, marked as junk";
    case Action::forward:
      return "it is forwarded to " + joined(decision.forward_to);
    case Action::hold:
      return "it is held until the hours of contact open" +
             (decision.release_at ? " at " + to_text(*decision.release_at) : std::string());
    case Action::quarantine:
      return "it is kept in the quarantine";
    case Action::reject:
      return "it is refused";
  }
  return {};
}

std::string reason(const Decision& decision, const Council& council) {
  const std::string under =
      decision.restriction ? "under " + *decision.restriction : std::string("under no restriction");
  switch (decision.rule) {
    case Rule::unrestricted:
      return "No restriction and no councillor's choice concerns this recipient";
    case Rule::outside_council:
      return "The recipient is no address of " + council.name;
    case Rule::is_protected:
      return "The recipient is protected: nothing may block it";
    case Rule::councillor_choice:
      return (decision.choice_of ? "Councillor " + decision.choice_of->text() : std::string("A councillor")) +
             " made a choice about mail from this customer";
    case Rule::councillor_access:
      return decision.action == Action::forward ? "Mail for councillors goes another way " + under
                                                : "The customer may write to this councillor " + under;
    case Rule::permitted_contact:
      return "The customer may write to this recipient " + under;
    case Rule::restricted:
      return "The customer's contact is restricted " + under;
    case Rule::outside_hours:
      return "It is outside the hours of contact " + under;
    case Rule::beyond_volume:
      return "The volume of contact is used up " + under;
  }
  return {};
}

std::string why_softened(const Decision& decision) {
  const bool doubtful = decision.matched && decision.matched->doubtful;
  return doubtful ? "; only a lenient reading finds that address there, and that alone never refuses"
                  : "; only Reply-To matched, and that alone never refuses";
}

}  // namespace

std::string why(const Decision& decision, const Council& council) {
  std::string text = reason(decision, council);
  if (decision.matched) {
    text += " (met by " + std::string(to_text(decision.matched->kind)) + " " + decision.matched->address.text() + ")";
  }
  if (decision.softened) text += why_softened(decision);
  if (decision.overdue) text += "; its review is overdue, so that nothing is refused";
  return text + ": " + what_is_done(decision) + ".";
}

std::vector<std::string> replies(const Message& message, const Snapshot& snapshot, const Usage& usage, Path path,
                                 std::chrono::sys_seconds now) {
  Message envelope = message;
  std::erase_if(envelope.identities, [](const Identity& one) { return one.kind != IdentityKind::envelope; });
  const std::vector<Decision> at_rcpt = decide(envelope, snapshot, usage, now);
  const std::vector<Decision> at_end = decide(message, snapshot, usage, now);

  std::vector<std::string> said(message.recipients.size(), "250");
  std::vector<Decision> remaining;
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (path.can_refuse && final_at_rcpt(at_rcpt[i], snapshot)) {
      said[i] = "550 5.7.1 " + at_rcpt[i].reply;
    } else {
      remaining.push_back(at_end[i]);
    }
  }
  const Plan end = plan(remaining, path);
  if (end.verdict == Verdict::reject) {
    std::replace(said.begin(), said.end(), std::string("250"), "550 5.7.1 " + end.reply);
  }
  return said;
}

}  // namespace postern::policy
