#include "admin/cli/commands/commands.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/decisions.hpp"

namespace postern::cli {
namespace {

struct AuthoriseOptions : TargetOptions {
  std::string by;
  std::string on;
  std::string evidence;
};

struct ActivateOptions : TargetOptions {
  std::string supersedes;
};

struct EndOptions : TargetOptions {
  std::string by;
  std::string why;
};

policy::Result<> authorise(Invocation& invocation, Workplace& workplace, const AuthoriseOptions& options) {
  const auto day = day_in("--on", options.on);
  if (!day) return day.error();
  return answer(
      invocation,
      admin::authorise(*workplace.store, options.target(), {options.by, *day, options.evidence}, workplace.acting),
      "authorised");
}

policy::Result<> activate(Invocation& invocation, Workplace& workplace, const ActivateOptions& options) {
  const auto supersedes =
      options.supersedes.empty() ? std::nullopt : std::optional<policy::Reference>(options.supersedes);
  return answer(invocation, admin::activate(*workplace.store, options.target(), supersedes, workplace.acting),
                "in force");
}

policy::Result<> lift(Invocation& invocation, Workplace& workplace, const EndOptions& options) {
  return answer(invocation, admin::lift(*workplace.store, options.target(), options.by, options.why, workplace.acting),
                "lifted");
}

policy::Result<> decline(Invocation& invocation, Workplace& workplace, const EndOptions& options) {
  return answer(invocation,
                admin::decline(*workplace.store, options.target(), options.by, options.why, workplace.acting),
                "declined");
}

void add_authorise(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<AuthoriseOptions>();
  Syntax command = app.command(
      "authorise", "Record the decision of an authorising officer: of a draft, or of a variation",
      "postern authorise RCC-2026-0001 --by director-cbss --on 2026-10-01 --evidence \"Memo of 1 October\"");
  add_target(command, *options);
  command.option("--by", options->by, "the id of the authorising officer, who is not the drafter").required();
  command.option("--on", options->on, "the day of the decision").required();
  command.option("--evidence", options->evidence, "where the approval is on file").required();
  on(command, chosen, options, authorise);
}

void add_activate(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<ActivateOptions>();
  Syntax command = app.command("activate", "Put a restriction in force, or say each thing that is missing",
                               "postern activate RCC-2026-0001");
  add_target(command, *options);
  command.option("--supersedes", options->supersedes, "the reference of one in force that this one replaces");
  on(command, chosen, options, activate);
}

void add_end(Command& chosen, Syntax command, policy::Result<> (*run)(Invocation&, Workplace&, const EndOptions&)) {
  auto options = std::make_shared<EndOptions>();
  add_target(command, *options);
  command.option("--by", options->by, "the id of the authorising officer").required();
  command.option("--why", options->why, "the reason, for the log").required();
  on(command, chosen, options, run);
}

}  // namespace

void add_decisions(const Syntax& app, Command& chosen) {
  add_authorise(app, chosen);
  add_activate(app, chosen);
  add_end(chosen,
          app.command("lift", "End a restriction at once",
                      "postern lift RCC-2026-0001 --by director-cbss --why \"Kept to it\""),
          lift);
  add_end(chosen,
          app.command("decline", "Decide that a draft will never be in force",
                      "postern decline RCC-2026-0001 --by director-cbss --why \"A warning is enough\""),
          decline);
}

}  // namespace postern::cli
