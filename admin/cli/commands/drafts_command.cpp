#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/cli/files.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/drafts.hpp"

namespace postern::cli {
namespace {

struct DraftOptions {
  std::string file;
};

struct EmergencyOptions {
  std::string file;
  std::string by;
  std::string why;
};

policy::Result<admin::RulesDocument> document_in(const std::string& file) {
  const auto text = contents_of(file);
  if (!text) return text.error();
  return admin::read_rules_document(*text, file == "-" ? "standard input" : file);
}

policy::Result<> draft(Invocation& invocation, const DraftOptions& options) {
  const auto document = document_in(options.file);
  if (!document) return document.error();
  const auto opened = invocation.workplace();
  if (!opened) return opened.error();
  Workplace& workplace = **opened;
  const auto drafted = admin::draft(*workplace.store, *document, workplace.acting);
  if (!drafted) return drafted.error();
  if (invocation.json()) {
    Json all = Json::array();
    for (const admin::Stepped& one : *drafted) all.push_back(json_of(one, "drafted"));
    invocation.out.json({{"drafts", all}});
    return policy::Done{};
  }
  for (const admin::Stepped& one : *drafted) print_lines(invocation, one, "drafted");
  return policy::Done{};
}

policy::Result<> begin_emergency(Invocation& invocation, const EmergencyOptions& options) {
  const auto document = document_in(options.file);
  if (!document) return document.error();
  const auto opened = invocation.workplace();
  if (!opened) return opened.error();
  Workplace& workplace = **opened;
  return answer(invocation,
                admin::begin_emergency(*workplace.store, *document, options.by, options.why, workplace.acting),
                "in force as an emergency");
}

}  // namespace

void add_drafts(const Syntax& app, Command& chosen) {
  auto draft_options = std::make_shared<DraftOptions>();
  Syntax command =
      app.command("draft", "Begin restrictions as drafts: the rules document's form, as much of it as is known",
                  "postern draft restriction.yaml");
  command.option("FILE", draft_options->file, "a rules document; - for standard input").required();
  on(command, chosen, draft_options, draft);

  auto emergency_options = std::make_shared<EmergencyOptions>();
  command = app.command("emergency", "Put a restriction in force at once, for 72 hours: a threat to somebody's safety",
                        "postern emergency restriction.yaml --by director-cbss --why \"Threats against staff\"");
  command.option("FILE", emergency_options->file, "a rules document with one restriction; - for standard input")
      .required();
  command.option("--by", emergency_options->by, "the id of the authorising officer").required();
  command.option("--why", emergency_options->why, "the threat").required();
  on(command, chosen, emergency_options, begin_emergency);
}

}  // namespace postern::cli
