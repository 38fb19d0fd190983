#include "admin/cli/commands/commands.hpp"
#include "admin/cli/explained_message.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

CLI::Validator an_address() {
  return CLI::Validator(
      [](const std::string& text) {
        return text.empty() || text == "<>" || policy::parse_mailbox(text) ? std::string()
                                                                           : "\"" + text + "\" is no e-mail address";
      },
      "ADDRESS");
}

CLI::Validator a_recipient() {
  return CLI::Validator(
      [](const std::string& text) {
        return policy::parse_mailbox(text) ? std::string() : "\"" + text + "\" is no e-mail address";
      },
      "ADDRESS");
}

void print(Invocation& invocation, const Explanation& explained) {
  if (invocation.json()) return invocation.out.json(explained.json);
  for (const std::string& line : explained.lines) invocation.out.line(line);
}

policy::Result<> explain(Invocation& invocation, const ExplainOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const admin::Acting& acting = (*workplace)->acting;
  const auto rules = (*workplace)->store->rules();
  if (!rules) return rules.error();
  const auto snapshot =
      policy::Snapshot::build(*rules, acting.config.council, acting.config.providers, acting.config.reviews.overdue);
  if (!snapshot) return snapshot.error();
  const auto message = message_of(options, acting.config, **snapshot);
  if (!message) return message.error();
  const auto at = policy::instant_from_text(options.at).value_or(acting.now);
  const auto usage = (*workplace)->store->usage(policy::quotas(*message, **snapshot, at));
  if (!usage) return usage.error();
  const policy::Path path{acting.config.milter.at_border};
  print(invocation, explained(*message, options.from, **snapshot, *usage, path, at));
  return policy::Done{};
}

}  // namespace

void add_explain(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = add_command(app, "explain", "What would happen to a message, and why; nothing is recorded",
                                  "postern explain --from alex@example.org --to tax@york.gov.uk --message mail.eml");
  command->add_option("--from", options->from, "the envelope sender; '' for the null sender")
      ->required()
      ->check(an_address());
  command->add_option("--to", options->to, "a recipient; may be given several times")
      ->required()
      ->allow_extra_args(false)
      ->check(a_recipient());
  command->add_option("--message", options->message, "a file (.eml) whose header is looked at too");
  command->add_option("--at", options->at, "as if it were this time (default: now)")->check(an_instant());
  on(command, chosen, options, explain);
}

}  // namespace postern::cli
