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

policy::Result<> represent(Invocation& invocation, const RepresentOptions& options) {
  const auto day = day_in("--on", options.on);
  if (!day) return day.error();
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  return short_answer(invocation,
                      admin::represent(*(*workplace)->store, options.target(),
                                       {*day, options.text, options.outcome, options.by}, (*workplace)->acting),
                      options.outcome.empty() ? "representation recorded" : "representation considered");
}

}  // namespace

void add_representations(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<RepresentOptions>();
  CLI::App* command = add_command(
      app, "represent", "Record what the customer says against it; again with --outcome once it was considered",
      "postern represent RCC-2026-0001 --on 2026-10-20 --text \"The messages were about one repair\"");
  add_target(*command, *options);
  command->add_option("--on", options->on, "the day on which it came")->required();
  command->add_option("--text", options->text, "what the customer says; may be left out when the outcome is added");
  command->add_option("--outcome", options->outcome, "what the authorising officer decided about it");
  command->add_option("--by", options->by, "the id of that officer");
  on(command, chosen, options, represent);
}

}  // namespace postern::cli
