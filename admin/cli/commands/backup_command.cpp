#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/doctor/control_client.hpp"
#include "admin/service/records/backup.hpp"

namespace postern::cli {
namespace {

struct BackupOptions {
  std::string file;
  bool replace = false;
};

void print(Invocation& invocation, const std::string& file, const admin::Backup& backup, const std::string& done) {
  if (invocation.json()) {
    return invocation.out.json({{"file", file},
                                {"messages", backup.messages},
                                {"entries", backup.head.sequence},
                                {"head", backup.head.hash},
                                {"problems", backup.problems}});
  }
  invocation.out.line(file + ": " + done + ", with " + std::to_string(backup.messages) + " kept messages and " +
                      std::to_string(backup.head.sequence) + " audit entries, head " + backup.head.hash);
}

policy::Result<> backup(Invocation& invocation, Workplace& workplace, const BackupOptions& options) {
  const auto files = quarantine_of(workplace.config);
  const auto made = admin::back_up(*workplace.store, *files, options.file, workplace.acting);
  if (!made) return made.error();
  print(invocation, options.file, *made, "backed up and read again");
  // The backup is there; but somebody has to see what it is of.
  if (!made->problems.empty()) return policy::Error{policy::Fault::unavailable, made->problems};
  return policy::Done{};
}

policy::Result<> restore(Invocation& invocation, const BackupOptions& options) {
  const auto config = invocation.config();
  if (!config) return config.error();
  if (admin::doctor::asked(config->control, "status")) {
    return policy::refused("posternd answers at " + config->control + ": stop it before its store is replaced");
  }
  const admin::Acting acting{*config, invocation.actor(), invocation.now()};
  const auto restored = admin::restore(options.file, options.replace, acting);
  if (!restored) return restored.error();
  print(invocation, options.file, *restored, "restored");
  return policy::Done{};
}

}  // namespace

void add_backup(const Syntax& app, Command& chosen) {
  auto backup_options = std::make_shared<BackupOptions>();
  Syntax command = app.command("backup", "A copy of the store and the quarantine, while they are in use",
                               "postern backup /var/backups/postern-2026-11-02.tar");
  command.option("FILE", backup_options->file, "the file to write; it must not be there yet").required();
  on(command, chosen, backup_options, backup);

  auto restore_options = std::make_shared<BackupOptions>();
  command = app.command("restore", "Put a backup in the place of the store and the quarantine; stop posternd first",
                        "postern restore /var/backups/postern-2026-11-02.tar");
  command.option("FILE", restore_options->file, "what postern backup wrote").required();
  command.flag("--replace", restore_options->replace, "replace a store that holds something: it is gone then");
  on(command, chosen, restore_options, restore);
}

}  // namespace postern::cli
