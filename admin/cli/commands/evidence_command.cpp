#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/records/evidence.hpp"

namespace postern::cli {
namespace {

struct EvidenceOptions {
  std::string reference;
  std::string output;
};

void print(Invocation& invocation, const EvidenceOptions& options, const admin::Evidence& evidence) {
  if (invocation.json()) {
    return invocation.out.json({{"file", options.output},
                                {"sha256", evidence.sha256},
                                {"messages", evidence.messages},
                                {"events", evidence.events},
                                {"versions", evidence.versions},
                                {"audit_entries", evidence.audit_entries},
                                {"problems", evidence.problems}});
  }
  invocation.out.line(options.output + ": " + std::to_string(evidence.messages) + " messages, " +
                      std::to_string(evidence.events) + " events, " + std::to_string(evidence.versions) +
                      " versions, " + std::to_string(evidence.audit_entries) + " audit entries");
  invocation.out.line("SHA-256 " + evidence.sha256);
}

policy::Result<> evidence(Invocation& invocation, Workplace& workplace, const EvidenceOptions& options) {
  const auto files = quarantine_of(workplace.config);
  const auto made =
      admin::export_evidence(*workplace.store, *files, options.reference, options.output, workplace.acting);
  if (!made) return made.error();
  print(invocation, options, *made);
  // The archive is there, and says so too; but somebody has to see it.
  if (!made->problems.empty()) return policy::Error{policy::Fault::unavailable, made->problems};
  return policy::Done{};
}

}  // namespace

void add_evidence(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<EvidenceOptions>();
  Syntax command = app.command("evidence", "Messages, events, history and audit entries in a ZIP with sums",
                               "postern evidence RCC-2026-0001 --output RCC-2026-0001.zip");
  command.option("REF", options->reference, "the restriction").required();
  command.option("--output", options->output, "the file to write; it must not be there yet").required();
  on(command, chosen, options, evidence);
}

}  // namespace postern::cli
