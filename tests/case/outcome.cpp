#include "case/outcome.hpp"

#include <algorithm>

#include "conf/load.hpp"
#include "db/shared/customer_identifiers.hpp"
#include "mail/address_header.hpp"
#include "mail/identities.hpp"
#include "mail/pass_token.hpp"
#include "policy/decision/explain.hpp"
#include "policy/decision/plan.hpp"
#include "policy/decision/snapshot.hpp"
#include "policy/time/day.hpp"

namespace postern::cases {
namespace {

using policy::Action;

/// As tests/support/testbed has it for the same cases end to end.
const conf::Config& config() {
  static const conf::Config config = [] {
    mail::initialise();
    auto loaded = conf::load_text(
        "council: {name: City of York Council, domains: [york.gov.uk, .york.gov.uk], "
        "representations: complaints@york.gov.uk}\n"
        "mail: {bounces: restricted-contact@york.gov.uk}\n",
        "the cases' configuration");
    if (!loaded) throw BrokenCase(loaded.error().problems.front());
    return *loaded;
  }();
  return config;
}

const policy::AddressRules& address_rules() {
  static const policy::AddressRules rules = config().council.address_rules(config().providers);
  return rules;
}

std::chrono::sys_seconds time_of(const Case& one) {
  return one.mail.at.value_or(*policy::instant_from_text("2026-11-02T10:00:00Z"));
}

policy::Council council_of(const Case& one) {
  policy::Council council = config().council;
  if (!one.ground.settings.closed_today) return council;
  for (const int ahead : {0, 1}) {
    council.closed_days.push_back(policy::day_of(time_of(one) + std::chrono::days{ahead}, *council.time_zone));
  }
  return council;
}

std::shared_ptr<const policy::Snapshot> snapshot_of(const Case& one) {
  policy::Rules rules = one.ground.rules;
  std::vector<std::vector<std::string>> customers;
  for (const auto& restriction : rules.restrictions) customers.push_back(restriction.identifiers);
  rules.choices = db::choices_in_force(rules.councillors, customers);
  auto built = policy::Snapshot::build(rules, council_of(one), config().providers);
  if (!built) throw BrokenCase(one.place + ": " + built.error().problems.front());
  return *built;
}

/// A message without a From field of its own has the envelope sender in it.
std::vector<mail::HeaderField> header_of(const Mail& mail) {
  std::vector<mail::HeaderField> header = mail.header;
  const bool has_author = std::any_of(header.begin(), header.end(),
                                      [](const mail::HeaderField& field) { return mail::named(field, "From"); });
  if (!has_author) {
    header.push_back(
        {"From", " " + (mail.envelope_sender == "<>" ? "mailer-daemon@mx.other.test" : mail.envelope_sender)});
  }
  if (mail.report) header.push_back({"Content-Type", " multipart/report"});
  return header;
}

policy::Message message_of(const Case& one) {
  policy::Message message;
  for (const std::string& recipient : one.mail.recipients) {
    message.recipients.push_back({recipient, address(recipient, one.place)});
  }
  const Settings& settings = one.ground.settings;
  if (one.mail.authenticated && settings.exempt_authenticated) return message;
  const auto header = header_of(one.mail);
  if (std::find(settings.identities.begin(), settings.identities.end(), policy::IdentityKind::envelope) !=
      settings.identities.end()) {
    message.identities = mail::envelope_identities(one.mail.envelope_sender, address_rules());
  }
  const auto found = mail::header_identities(header, settings.identities, address_rules(), config().limits.identities);
  message.identities.insert(message.identities.end(), found.found.begin(), found.found.end());
  message.delivery_report = one.mail.envelope_sender == "<>" && mail::is_report(header);
  return message;
}

std::vector<std::string> fields_of(Action action) {
  if (action == Action::forward) return {std::string(mail::kActionField)};
  std::vector<std::string> fields;
  if (action == Action::junk) {
    for (const auto& [name, value] : config().junk_headers) fields.push_back(name);
  }
  return fields;
}

using Recipients = std::vector<policy::Address>;

void add_copies(Outcome& outcome, const policy::Share& share, const Recipients& to, const Recipients& remaining) {
  const Action action = share.treatment.action;
  Recipients originals;
  if (action == Action::forward) {
    for (const std::size_t i : share.recipients) originals.push_back(remaining[i]);
  }
  for (const policy::Address& recipient : to) outcome.copies.push_back({recipient, fields_of(action), originals});
}

/// Who is on the message when the MTA delivers it.
Recipients in_place(const policy::Plan& plan, const Recipients& remaining) {
  Recipients staying;
  for (std::size_t i = 0; i < remaining.size(); ++i) {
    if (std::find(plan.removed.begin(), plan.removed.end(), i) == plan.removed.end()) staying.push_back(remaining[i]);
  }
  staying.insert(staying.end(), plan.added.begin(), plan.added.end());
  return staying;
}

std::string status_of(Action action) {
  if (action == Action::hold) return "held";
  return action == Action::reject ? "refused" : "kept";
}

void carry_out(Outcome& outcome, const policy::Plan& plan, const Recipients& remaining) {
  outcome.data = plan.verdict == policy::Verdict::reject ? "550 5.7.1 " + plan.reply : "250";
  if (plan.in_place) add_copies(outcome, *plan.in_place, in_place(plan, remaining), remaining);
  for (const policy::Share& share : plan.copies) {
    Recipients to = share.treatment.forward_to;
    if (share.treatment.action != Action::forward) {
      for (const std::size_t i : share.recipients) to.push_back(remaining[i]);
    }
    add_copies(outcome, share, to, remaining);
  }
  for (const policy::Share& share : plan.kept) {
    const std::string status = status_of(share.treatment.action);
    for (const std::size_t i : share.recipients) outcome.kept.push_back({remaining[i], status});
  }
}

}  // namespace

policy::Address address(const std::string& text, const std::string& place) {
  const auto address = policy::canonical(text, address_rules());
  if (!address) throw BrokenCase(place + ": " + text + " is no address");
  return *address;
}

Outcome outcome_of(const Case& one) {
  const auto snapshot = snapshot_of(one);
  const policy::Message message = message_of(one);
  const policy::Path path{one.ground.settings.at_border};
  const auto now = time_of(one);
  const policy::Usage usage(one.mail.used);
  policy::Message envelope = message;
  std::erase_if(envelope.identities, [](const auto& each) { return each.kind != policy::IdentityKind::envelope; });
  const auto at_rcpt = policy::decide(envelope, *snapshot, usage, now);

  Outcome outcome;
  outcome.decisions = policy::decide(message, *snapshot, usage, now);
  outcome.explained = policy::replies(message, *snapshot, usage, path, now);
  std::vector<policy::Decision> remaining;
  Recipients staying;
  for (std::size_t i = 0; i < at_rcpt.size(); ++i) {
    const bool refused = path.can_refuse && policy::final_at_rcpt(at_rcpt[i], *snapshot);
    outcome.rcpt.push_back(refused ? "550 5.7.1 " + at_rcpt[i].reply : "250");
    if (refused) {
      outcome.decisions[i] = at_rcpt[i];
      continue;
    }
    remaining.push_back(outcome.decisions[i]);
    staying.push_back(message.recipients[i].address);
  }
  if (!remaining.empty()) carry_out(outcome, policy::plan(remaining, path), staying);
  for (policy::Decision& decision : outcome.decisions) {
    if (decision.action == Action::reject && !path.can_refuse) decision.action = Action::quarantine;
  }
  return outcome;
}

}  // namespace postern::cases
