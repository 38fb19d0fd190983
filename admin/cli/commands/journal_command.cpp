#include "admin/cli/commands/commands.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/record_notes.hpp"

namespace postern::cli {
namespace {

struct InformOptions : TargetOptions {
  std::string on;
  std::string how;
  std::string by;
};

struct NoteOptions : TargetOptions {
  std::string text;
  bool change_of_circumstances = false;
};

struct HoldOptions : TargetOptions {
  std::string hold;
  std::string why;
};

policy::Result<> inform(Invocation& invocation, Workplace& workplace, const InformOptions& options) {
  const auto day = day_in("--on", options.on);
  if (!day) return day.error();
  return answer(invocation,
                admin::inform(*workplace.store, options.target(), {*day, options.how, options.by}, workplace.acting),
                "customer informed");
}

policy::Result<> note(Invocation& invocation, Workplace& workplace, const NoteOptions& options) {
  return short_answer(invocation,
                      admin::add_note(*workplace.store, options.target(), options.text, options.change_of_circumstances,
                                      workplace.acting),
                      "noted");
}

policy::Result<> hold(Invocation& invocation, Workplace& workplace, const HoldOptions& options) {
  return short_answer(
      invocation,
      admin::set_legal_hold(*workplace.store, options.target(), options.hold == "on", options.why, workplace.acting),
      "legal hold " + options.hold);
}

void add_inform(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<InformOptions>();
  Syntax command = app.command("inform", "Record that the customer was told in writing",
                               "postern inform RCC-2026-0001 --on 2026-10-02 --how letter");
  add_target(command, *options);
  command.option("--on", options->on, "the day of the letter").required();
  command.option("--how", options->how, "in which way, such as letter").required();
  command.option("--by", options->by, "the id of the officer who did (default: who authorised it)");
  on(command, chosen, options, inform);
}

void add_note(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<NoteOptions>();
  Syntax command = app.command("note", "Add a note; a change of circumstances makes a review due now",
                               "postern note RCC-2026-0001 \"The repair is done\" --change-of-circumstances");
  add_target(command, *options);
  command.option("TEXT", options->text, "the note").required();
  command.flag("--change-of-circumstances", options->change_of_circumstances,
               "the service that asked for it reports that things have changed");
  on(command, chosen, options, note);
}

void add_hold(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<HoldOptions>();
  Syntax command = app.command("legal-hold", "Keep everything that belongs to a restriction from being purged",
                               "postern legal-hold RCC-2026-0001 on --why \"Court proceedings\"");
  add_target(command, *options);
  command.option("STATE", options->hold, "on or off").required().one_of({"on", "off"});
  command.option("--why", options->why, "the reason, for the log").required();
  on(command, chosen, options, hold);
}

}  // namespace

void add_journal(const Syntax& app, Command& chosen) {
  add_inform(app, chosen);
  add_note(app, chosen);
  add_hold(app, chosen);
}

}  // namespace postern::cli
