#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/records/customer_records.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

struct CustomerOptions {
  std::string address;
  std::string why = "asked for under data protection law";
};

void print(Output& out, const admin::CustomerRecords& records) {
  out.line("Addresses: " + listed({records.addresses.begin(), records.addresses.end()}));
  for (const auto& history : records.restrictions) {
    const policy::Restriction& last = history.back().restriction;
    out.line("Restriction " + last.reference + ", " + std::string(to_text(last.status)) + ": " + last.customer_name);
    for (const db::LoggedRestriction& one : history) {
      out.line("  version " + std::to_string(one.version) + ", " + policy::to_text(one.changed) + ", " +
               std::string(to_text(one.restriction.status)) + ": " + one.restriction.reasons);
    }
  }
  for (const auto& [councillor, choice] : records.choices) {
    out.line("Choice of " + councillor + " about " + choice.customer + ": " + std::string(to_text(choice.action)));
  }
  for (const db::Event& one : records.events) {
    out.line("Message of " + policy::to_text(one.at) + " from " + one.address + " to " + one.recipient + ": " +
             one.action + " (" + one.rule + ")");
  }
  for (const db::KeptEntry& one : records.kept) {
    out.line("Kept message " + one.message.id + " of " + policy::to_text(one.message.at) + ", " +
             std::to_string(one.message.size) + " bytes");
  }
  for (const db::NoticeRecord& one : records.notices) {
    out.line("Notice under " + one.restriction + " of " + policy::to_text(one.at) + ": " +
             (one.sent ? "sent at " + policy::to_text(*one.sent) : "not sent"));
  }
  for (const db::CountedMessage& one : records.counted) {
    out.line("Message of " + policy::to_text(one.at) + " counted under the volume of " + one.restriction);
  }
  for (const db::AuditEntry& one : records.audit) {
    out.line("Audit entry " + std::to_string(one.sequence) + ", " + policy::to_text(one.at) + ", " + one.actor + ": " +
             one.action + " " + one.subject);
  }
  if (records.empty()) out.line("nothing is held");
}

policy::Result<> tell(Invocation& invocation, Workplace& workplace, const CustomerOptions& options) {
  const auto records = admin::export_customer(*workplace.store, options.address, workplace.acting);
  if (!records) return records.error();
  if (invocation.json()) {
    invocation.out.json(admin::json_of(*records));
  } else {
    print(invocation.out, *records);
  }
  return policy::Done{};
}

policy::Result<> erase(Invocation& invocation, Workplace& workplace, const CustomerOptions& options) {
  const auto files = quarantine_of(workplace.config);
  const auto gone = admin::erase_customer(*workplace.store, *files, options.address, options.why, workplace.acting);
  if (!gone) return gone.error();
  if (invocation.json()) {
    invocation.out.json({{"messages", gone->kept.size()},
                         {"events", gone->events.size()},
                         {"restrictions", gone->restrictions},
                         {"audit_entries", gone->audit.size()}});
  } else {
    invocation.out.line("erased: " + std::to_string(gone->restrictions.size()) + " restrictions, " +
                        std::to_string(gone->events.size()) + " events, " + std::to_string(gone->kept.size()) +
                        " messages, the data of " + std::to_string(gone->audit.size()) + " audit entries");
  }
  return policy::Done{};
}

}  // namespace

void add_customer_records(const Syntax& app, Command& chosen) {
  const Syntax customer = customer_noun(app);
  auto options = std::make_shared<CustomerOptions>();
  Syntax command = customer.command("export", "Everything that is held about one person",
                                    "postern customer export alex@example.org --format json > alex.json");
  command.option("ADDRESS", options->address, "an address of that person").required();
  on(command, chosen, options, tell);

  options = std::make_shared<CustomerOptions>();
  command =
      customer.command("erase", "Erase it for good, where nothing stands against it",
                       "postern customer erase alex@example.org --why \"Request of 2 November 2026, GDPR art. 17\"");
  command.option("ADDRESS", options->address, "an address of that person").required();
  command.option("--why", options->why,
                 "the reason, for the audit trail, without the address (default: asked for under data protection law)");
  on(command, chosen, options, erase);
}

}  // namespace postern::cli
