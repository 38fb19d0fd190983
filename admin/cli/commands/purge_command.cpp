#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/records/purge.hpp"

namespace postern::cli {
namespace {

struct PurgeOptions {
  bool dry_run = false;
};

void print(Invocation& invocation, const db::Removal& gone, bool dry_run) {
  if (invocation.json()) {
    return invocation.out.json({{"dry_run", dry_run},
                                {"messages", gone.kept},
                                {"events", gone.events.size()},
                                {"restrictions", gone.restrictions},
                                {"audit_entries", gone.audit.size()},
                                {"mails", gone.outbox.size()}});
  }
  invocation.out.line((dry_run ? "would remove: " : "removed: ") + std::to_string(gone.kept.size()) + " messages, " +
                      std::to_string(gone.events.size()) + " events, " + std::to_string(gone.restrictions.size()) +
                      " restrictions");
  for (const policy::Reference& reference : gone.restrictions) invocation.out.line("  " + reference);
}

policy::Result<> purge(Invocation& invocation, Workplace& workplace, const PurgeOptions& options) {
  db::Store& store = *workplace.store;
  const admin::Acting& acting = workplace.acting;
  const auto files = quarantine_of(workplace.config);
  const auto gone = options.dry_run ? admin::past_its_time(store, acting) : admin::purge(store, *files, acting);
  if (!gone) return gone.error();
  print(invocation, *gone, options.dry_run);
  return policy::Done{};
}

}  // namespace

void add_purge(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<PurgeOptions>();
  Syntax command = app.command("purge", "Remove what is past its time (retention); the daemon does it daily",
                               "postern purge --dry-run");
  command.flag("--dry-run", options->dry_run, "say what would be removed, and remove nothing");
  on(command, chosen, options, purge);
}

}  // namespace postern::cli
