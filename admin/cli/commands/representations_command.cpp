#include "admin/cli/commands/commands.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/representations.hpp"

namespace postern::cli {
namespace {

struct RepresentOptions : TargetOptions {
  std::string on;
  std::string text;
  std::string outcome;
  std::string by;
};

policy::Result<> represent(Invocation& invocation, Workplace& workplace, const RepresentOptions& options) {
  const auto day = day_in("--on", options.on);
  if (!day) return day.error();
  return short_answer(invocation,
                      admin::represent(*workplace.store, options.target(),
                                       {*day, options.text, options.outcome, options.by}, workplace.acting),
                      options.outcome.empty() ? "representation recorded" : "representation considered");
}

}  // namespace

void add_representations(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<RepresentOptions>();
  Syntax command =
      app.command("represent", "Record what the customer says against it; again with --outcome once it was considered",
                  "postern represent RCC-2026-0001 --on 2026-10-20 --text \"The messages were about one repair\"");
  add_target(command, *options);
  command.option("--on", options->on, "the day on which it came").required();
  command.option("--text", options->text, "what the customer says; may be left out when the outcome is added");
  command.option("--outcome", options->outcome, "what the authorising officer decided about it");
  command.option("--by", options->by, "the id of that officer");
  on(command, chosen, options, represent);
}

}  // namespace postern::cli
