// The nouns and verbs of `postern`, a file each. Every function adds its subcommands to `app`; when one was asked for,
// the parser puts what it does into `chosen`.
// Implemented in: *_command.cpp
#pragma once
#include <memory>

#include <CLI/CLI.hpp>

#include "admin/cli/invocation.hpp"

namespace postern::cli {

void add_init(CLI::App& app, Command& chosen);
void add_check(CLI::App& app, Command& chosen);
void add_rules(CLI::App& app, Command& chosen);
void add_restrictions(CLI::App& app, Command& chosen);
void add_drafts(CLI::App& app, Command& chosen);
void add_decisions(CLI::App& app, Command& chosen);
void add_variation(CLI::App& app, Command& chosen);
void add_reviews(CLI::App& app, Command& chosen);
void add_representations(CLI::App& app, Command& chosen);
void add_journal(CLI::App& app, Command& chosen);
void add_customer_addresses(CLI::App& app, Command& chosen);
void add_history(CLI::App& app, Command& chosen);
void add_councillor(CLI::App& app, Command& chosen);
void add_protected(CLI::App& app, Command& chosen);
void add_explain(CLI::App& app, Command& chosen);
void add_events(CLI::App& app, Command& chosen);
void add_quarantine(CLI::App& app, Command& chosen);
void add_outbox(CLI::App& app, Command& chosen);
void add_evidence(CLI::App& app, Command& chosen);
void add_purge(CLI::App& app, Command& chosen);
void add_customer_records(CLI::App& app, Command& chosen);
void add_backup(CLI::App& app, Command& chosen);
void add_audit(CLI::App& app, Command& chosen);
void add_letter(CLI::App& app, Command& chosen);
void add_report(CLI::App& app, Command& chosen);
void add_daemon(CLI::App& app, Command& chosen);
void add_doctor(CLI::App& app, Command& chosen);

/// A subcommand whose help ends with an example.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& what, const std::string& example);

/// What `--format` may be for most commands.
inline const std::vector<std::string> kTextOrJson = {"text", "json"};

/// When `command` was asked for, `run` is called with its `options`, which live as long as the parser.
template <class Options>
void on(CLI::App* command, Command& chosen, std::shared_ptr<Options> options,
        policy::Result<> (*run)(Invocation&, const Options&), const std::vector<std::string>& formats = kTextOrJson) {
  command->callback([&chosen, options, run, formats] {
    chosen = {[options, run](Invocation& invocation) { return run(invocation, *options); }, formats};
  });
}
inline void on(CLI::App* command, Command& chosen, policy::Result<> (*run)(Invocation&),
               const std::vector<std::string>& formats = kTextOrJson) {
  command->callback([&chosen, run, formats] { chosen = {run, formats}; });
}

/// Validators for options: wrong usage where the text cannot be read.
CLI::Validator a_day();
CLI::Validator an_instant();

}  // namespace postern::cli
