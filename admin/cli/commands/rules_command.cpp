#include <nlohmann/json.hpp>

#include "admin/cli/applied.hpp"
#include "admin/cli/commands/commands.hpp"
#include "admin/cli/files.hpp"
#include "admin/service/document/document_json.hpp"

namespace postern::cli {
namespace {

struct ApplyOptions {
  std::string file;
  bool dry_run = false;
};

struct ExportOptions {
  std::vector<std::string> references;
};

policy::Result<> apply(Invocation& invocation, const ApplyOptions& options) {
  const auto text = contents_of(options.file);
  if (!text) return text.error();
  const auto document = admin::read_rules_document(*text, shown_name(options.file));
  if (!document) return document.error();
  const auto opened = invocation.workplace();
  if (!opened) return opened.error();
  Workplace& workplace = **opened;
  const auto applied = admin::apply(*workplace.store, *document, workplace.acting, options.dry_run);
  if (!applied) return applied.error();
  print(invocation, *applied, options.dry_run);
  return policy::Done{};
}

policy::Result<> export_rules(Invocation& invocation, Workplace& workplace, const ExportOptions& options) {
  const auto document = admin::export_document(*workplace.store, options.references);
  if (!document) return document.error();
  if (invocation.json()) {
    invocation.out.json(admin::json_of(*document));
  } else {
    invocation.out.verbatim(admin::write_rules_document(*document));
  }
  return policy::Done{};
}

}  // namespace

void add_rules(const Syntax& app, Command& chosen) {
  auto apply_options = std::make_shared<ApplyOptions>();
  Syntax command = app.command("apply", "Apply a rules document: all of it, or nothing",
                               "postern apply restrictions.yaml --dry-run");
  command.option("FILE", apply_options->file, "the rules document; - for standard input").required();
  command.flag("--dry-run", apply_options->dry_run, "say what would change, and change nothing");
  on(command, chosen, apply_options, apply);

  auto export_options = std::make_shared<ExportOptions>();
  command = app.command("export", "Write the rules document: everything, or the restrictions named",
                        "postern export RCC-2026-0001 > restriction.yaml");
  command.option("REF", export_options->references, "references of restrictions");
  on(command, chosen, export_options, export_rules);
}

}  // namespace postern::cli
