// main() of postern: reads the words of the command line, runs one command, and turns what came of it into the exit
// status: 0 done; 1 refused; 2 wrong usage; 3 the store, a file or a server failed.
#include <algorithm>
#include <csignal>
#include <exception>

#include "admin/cli/commands/commands.hpp"

namespace postern::cli {

namespace {

const Program kProgram{"The restricted contact gateway: its central log, and what it did", "postern",
                       "postern " POSTERN_VERSION, "postern explain --from alex@example.org --to tax@york.gov.uk"};

void add_common_options(const Syntax& app, Invocation& invocation) {
  app.option("--config", invocation.config_option,
             "the configuration (default: $POSTERN_CONFIG, else /etc/postern/postern.yaml)");
  app.option("--format", invocation.format,
             "text for people, json for scripts; csv for reports; letters are text or html");
  app.option("--as", invocation.as, "who acts, where it is not the login; the login is recorded beside it");
}

void add_commands(const Syntax& app, Command& chosen) {
  add_init(app, chosen);
  add_check(app, chosen);
  add_rules(app, chosen);
  add_restrictions(app, chosen);
  add_drafts(app, chosen);
  add_decisions(app, chosen);
  add_variation(app, chosen);
  add_reviews(app, chosen);
  add_representations(app, chosen);
  add_journal(app, chosen);
  add_customer_addresses(app, chosen);
  add_history(app, chosen);
  add_councillor(app, chosen);
  add_protected(app, chosen);
  add_explain(app, chosen);
  add_events(app, chosen);
  add_quarantine(app, chosen);
  add_outbox(app, chosen);
  add_evidence(app, chosen);
  add_purge(app, chosen);
  add_customer_records(app, chosen);
  add_backup(app, chosen);
  add_audit(app, chosen);
  add_letter(app, chosen);
  add_report(app, chosen);
  add_daemon(app, chosen);
  add_doctor(app, chosen);
}

int exit_status(const policy::Error& error) {
  for (const std::string& problem : error.problems) complain(problem);
  switch (error.fault) {
    case policy::Fault::refused:
    case policy::Fault::conflict:
      return 1;
    case policy::Fault::unavailable:
      return 3;
  }
  return 3;
}

/// Not every command prints in every form: what it can is known only once it is chosen.
bool takes_format(const Command& command, Invocation& invocation) {
  if (invocation.format.empty()) invocation.format = command.formats.front();
  if (std::find(command.formats.begin(), command.formats.end(), invocation.format) != command.formats.end())
    return true;
  complain("--format: " + invocation.format + " is none of: " + listed(command.formats));
  return false;
}

int run(const Command& command, Invocation& invocation) {
  if (!takes_format(command, invocation)) return 2;
  const policy::Result<> done = command.run(invocation);
  const policy::Result<> written = invocation.out.flush();
  if (!done) return exit_status(done.error());
  return written ? 0 : exit_status(written.error());
}

int main_of_postern(int argc, char** argv) {
  Invocation invocation;
  Command chosen;
  const auto read = read_words(argc, argv, kProgram, [&](const Syntax& app) {
    add_common_options(app, invocation);
    add_commands(app, chosen);
  });
  if (!read.go_on) return read.status;
  return run(chosen, invocation);
}

}  // namespace
}  // namespace postern::cli

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // A file that grows over the limit is an error like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return postern::cli::main_of_postern(argc, argv);
  } catch (const std::exception& error) {
    postern::cli::complain(std::string("something failed that should not: ") + error.what());
    return 3;
  }
}
