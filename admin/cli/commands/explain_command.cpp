#include "admin/cli/commands/commands.hpp"
#include "admin/service/explain/explained_message.hpp"

namespace postern::cli {
namespace {

std::string recipient_problem(const std::string& text) {
  return policy::parse_mailbox(text) ? std::string() : "\"" + text + "\" is no e-mail address";
}

/// The null sender is one.
std::string sender_problem(const std::string& text) {
  return text.empty() || text == "<>" ? std::string() : recipient_problem(text);
}

void print(Invocation& invocation, const admin::Explanation& explained) {
  if (invocation.json()) return invocation.out.json(explained.json);
  for (const std::string& line : explained.lines) invocation.out.line(line);
}

policy::Result<> explain(Invocation& invocation, Workplace& workplace, const admin::ExplainOptions& options) {
  const auto explained = admin::explain(*workplace.store, options, workplace.acting);
  if (!explained) return explained.error();
  print(invocation, *explained);
  return policy::Done{};
}

}  // namespace

void add_explain(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<admin::ExplainOptions>();
  Syntax command = app.command("explain", "What would happen to a message, and why; nothing is recorded",
                               "postern explain --from alex@example.org --to tax@york.gov.uk --message mail.eml");
  command.option("--from", options->from, "the envelope sender; '' for the null sender")
      .required()
      .check({sender_problem, "ADDRESS"});
  command.option("--to", options->to, "a recipient; may be given several times")
      .required()
      .one_at_a_time()
      .check({recipient_problem, "ADDRESS"});
  command.option("--message", options->message, "a file (.eml) whose header is looked at too");
  command.option("--at", options->at, "as if it were this time (default: now)").check(an_instant());
  on(command, chosen, options, explain);
}

}  // namespace postern::cli
