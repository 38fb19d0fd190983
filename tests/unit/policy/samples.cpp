#include "unit/policy/samples.hpp"

#include <stdexcept>

#include <date/tz.h>

namespace postern::policy::samples {
namespace {

template <class T>
T needed(std::optional<T> value, std::string_view text) {
  if (!value) throw std::runtime_error("the sample is wrong: " + std::string(text));
  return std::move(*value);
}

}  // namespace

AddressRules providers() {
  return AddressRules({
      {.domains = {"gmail.com", "googlemail.com"}, .canonical_domain = "gmail.com", .ignored = "."},
      {.domains = {"proton.me", "protonmail.com", "protonmail.ch", "pm.me"},
       .canonical_domain = "proton.me",
       .ignored = ".-_"},
      {.domains = {"icloud.com", "me.com", "mac.com"}, .canonical_domain = "icloud.com", .ignored = ""},
      {.domains = {"fastmail.com", ".fastmail.com"},
       .canonical_domain = "",
       .ignored = "",
       .account_in_subdomain = true},
      {.domains = {"yahoo.com", "yahoo.co.uk"}, .canonical_domain = "", .delimiters = "-", .ignored = ""},
  });
}

Council york() {
  Council council;
  council.name = "City of York Council";
  council.domains = {"york.gov.uk", ".york.gov.uk"};
  council.representations = "complaints@york.gov.uk";
  council.bounces = "restricted-contact@york.gov.uk";
  council.reply = "Your contact is restricted. Please write to {contact}.";
  council.time_zone = date::locate_zone("Europe/London");
  return council;
}

const AddressRules& rules_of_york() {
  static const AddressRules rules = york().address_rules(providers());
  return rules;
}

Day day(std::string_view text) {
  return needed(day_from_text(text), text);
}

std::chrono::sys_seconds at(std::string_view text) {
  return needed(instant_from_text(text), text);
}

Address address(std::string_view text) {
  return needed(canonical(text, rules_of_york()), text);
}

std::vector<Address> addresses(const std::vector<std::string>& texts) {
  std::vector<Address> all;
  for (const std::string& text : texts) all.push_back(address(text));
  return all;
}

const std::chrono::sys_seconds kNow = at("2026-11-02T10:00:00Z");

Terms terms(Action action, std::vector<std::string> managers, std::vector<std::string> contacts) {
  Terms made;
  made.action = action;
  made.managers = std::move(managers);
  made.contacts = std::move(contacts);
  made.councillors.kind = CouncillorAccess::Kind::all;
  return made;
}

Terms with_councillors(Terms terms, CouncillorAccess::Kind kind, std::vector<std::string> addresses) {
  terms.councillors = {kind, std::move(addresses)};
  return terms;
}

Log& Log::restricts(Reference reference, std::vector<std::string> identifiers, Terms terms, std::string_view starts,
                    std::string_view ends) {
  RestrictionInForce made;
  made.reference = std::move(reference);
  made.identifiers = std::move(identifiers);
  made.terms = std::make_shared<const Terms>(std::move(terms));
  if (!starts.empty()) made.starts = day(starts);
  if (!ends.empty()) made.ends = day(ends);
  rules.restrictions.push_back(std::move(made));
  return *this;
}

Log& Log::councillor(std::vector<std::string> addresses) {
  Councillor made;
  made.name = addresses.empty() ? "Nobody" : addresses.front();
  made.addresses = std::move(addresses);
  rules.councillors.push_back(std::move(made));
  return *this;
}

Log& Log::choice(std::string councillor, std::vector<std::string> identifiers, Action action, std::string forward_to) {
  rules.choices.push_back({std::move(councillor), std::move(identifiers), action, std::move(forward_to)});
  return *this;
}

Log& Log::protects(std::string address) {
  rules.protected_addresses.push_back({std::move(address), "a test"});
  return *this;
}

std::shared_ptr<const Snapshot> Log::snapshot() const {
  auto built = Snapshot::build(rules, council, providers(), overdue);
  if (!built) throw std::runtime_error("the sample is wrong: " + built.error().problems.front());
  return *built;
}

std::vector<std::string> Log::problems() const {
  const auto built = Snapshot::build(rules, council, providers(), overdue);
  return built ? std::vector<std::string>{} : built.error().problems;
}

Identity identity(IdentityKind kind, std::string_view text) {
  return {kind, address(text)};
}

Message mail(std::string_view envelope, const std::vector<std::string>& recipients) {
  Message message;
  if (!envelope.empty()) message.identities.push_back(identity(IdentityKind::envelope, envelope));
  for (const std::string& recipient : recipients) message.recipients.push_back({recipient, address(recipient)});
  return message;
}

Message with(Message message, IdentityKind kind, std::string_view text) {
  message.identities.push_back(identity(kind, text));
  return message;
}

Message with_doubtful(Message message, IdentityKind kind, std::string_view text) {
  message = with(std::move(message), kind, text);
  message.identities.back().doubtful = true;
  return message;
}

std::vector<Decision> decisions(const Message& message, const Log& log, std::chrono::sys_seconds now,
                                const Usage& usage) {
  return decide(message, *log.snapshot(), usage, now);
}

std::string decided(const Message& message, const Log& log, std::chrono::sys_seconds now, const Usage& usage) {
  return in_words(decisions(message, log, now, usage).at(0));
}

std::string in_words(const Decision& decision) {
  std::string words = std::string(to_text(decision.action)) + " " + std::string(to_text(decision.rule));
  if (decision.restriction) words += " " + *decision.restriction;
  for (const Address& target : decision.forward_to) words += " to " + target.text();
  if (decision.choice_of) words += " of " + decision.choice_of->text();
  if (decision.release_at) words += " until " + to_text(*decision.release_at);
  if (decision.softened) words += " softened";
  if (decision.overdue) words += " overdue";
  return words;
}

}  // namespace postern::policy::samples
