// The nouns and verbs of `postern`, a file each. Every function adds its subcommands to `app`; when one was asked for,
// the parser puts what it does into `chosen`.
// Implemented in: *_command.cpp
#pragma once
#include <memory>

#include "admin/cli/invocation.hpp"
#include "admin/cli/syntax.hpp"

namespace postern::cli {

void add_init(const Syntax& app, Command& chosen);
void add_check(const Syntax& app, Command& chosen);
void add_rules(const Syntax& app, Command& chosen);
void add_restrictions(const Syntax& app, Command& chosen);
void add_drafts(const Syntax& app, Command& chosen);
void add_decisions(const Syntax& app, Command& chosen);
void add_variation(const Syntax& app, Command& chosen);
void add_reviews(const Syntax& app, Command& chosen);
void add_representations(const Syntax& app, Command& chosen);
void add_journal(const Syntax& app, Command& chosen);
void add_customer_addresses(const Syntax& app, Command& chosen);
void add_history(const Syntax& app, Command& chosen);
void add_councillor(const Syntax& app, Command& chosen);
void add_protected(const Syntax& app, Command& chosen);
void add_explain(const Syntax& app, Command& chosen);
void add_events(const Syntax& app, Command& chosen);
void add_quarantine(const Syntax& app, Command& chosen);
void add_outbox(const Syntax& app, Command& chosen);
void add_evidence(const Syntax& app, Command& chosen);
void add_purge(const Syntax& app, Command& chosen);
void add_customer_records(const Syntax& app, Command& chosen);
void add_backup(const Syntax& app, Command& chosen);
void add_audit(const Syntax& app, Command& chosen);
void add_letter(const Syntax& app, Command& chosen);
void add_report(const Syntax& app, Command& chosen);
void add_daemon(const Syntax& app, Command& chosen);
void add_doctor(const Syntax& app, Command& chosen);

/// The noun `customer`, to which several files add verbs.
Syntax customer_noun(const Syntax& app);

/// What `--format` may be for most commands.
inline const std::vector<std::string> kTextOrJson = {"text", "json"};

/// When `command` was asked for, `run` is called with its `options`, which live as long as the parser; with the
/// configuration and the open store before them where it takes a Workplace.
template <class Options>
void on(const Syntax& command, Command& chosen, std::shared_ptr<Options> options,
        policy::Result<> (*run)(Invocation&, Workplace&, const Options&),
        const std::vector<std::string>& formats = kTextOrJson) {
  choose(command, chosen, formats, in_workplace([options, run](Invocation& invocation, Workplace& workplace) {
           return run(invocation, workplace, *options);
         }));
}
template <class Options>
void on(const Syntax& command, Command& chosen, std::shared_ptr<Options> options,
        policy::Result<> (*run)(Invocation&, const Options&), const std::vector<std::string>& formats = kTextOrJson) {
  choose(command, chosen, formats, [options, run](Invocation& invocation) { return run(invocation, *options); });
}
inline void on(const Syntax& command, Command& chosen, policy::Result<> (*run)(Invocation&, Workplace&),
               const std::vector<std::string>& formats = kTextOrJson) {
  choose(command, chosen, formats, in_workplace(run));
}
inline void on(const Syntax& command, Command& chosen, policy::Result<> (*run)(Invocation&),
               const std::vector<std::string>& formats = kTextOrJson) {
  choose(command, chosen, formats, run);
}

}  // namespace postern::cli
