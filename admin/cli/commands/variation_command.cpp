#include "admin/cli/commands/commands.hpp"
#include "admin/cli/files.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/variation.hpp"

namespace postern::cli {
namespace {

struct VaryOptions : TargetOptions {
  std::string file;
  std::string why;
};

policy::Result<> vary(Invocation& invocation, const VaryOptions& options) {
  const auto text = contents_of(options.file);
  if (!text) return text.error();
  const auto wanted = admin::read_new_terms(*text, options.file == "-" ? "standard input" : options.file);
  if (!wanted) return wanted.error();
  const auto opened = invocation.workplace();
  if (!opened) return opened.error();
  Workplace& workplace = **opened;
  const auto stepped = admin::vary(*workplace.store, options.target(), *wanted, options.why, workplace.acting);
  const bool proposed = stepped && stepped->restriction.proposal;
  return answer(invocation, stepped, proposed ? "variation proposed" : "varied");
}

}  // namespace

void add_variation(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<VaryOptions>();
  Syntax command = app.command("vary", "Give a restriction other terms; in force they wait until they are authorised",
                               "postern vary RCC-2026-0001 terms.yaml --why \"Fewer messages since May\"");
  add_target(command, *options);
  command
      .option("FILE", options->file,
              "a rules document with one restriction, or with its email alone; - for standard input")
      .required();
  command.option("--why", options->why, "the reason, for the log");
  on(command, chosen, options, vary);
}

}  // namespace postern::cli
