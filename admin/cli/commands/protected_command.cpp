#include <nlohmann/json.hpp>

#include "admin/cli/applied.hpp"
#include "admin/cli/commands/commands.hpp"
#include "admin/cli/files.hpp"
#include "admin/cli/people_csv.hpp"
#include "admin/service/document/document_json.hpp"

namespace postern::cli {
namespace {

struct ProtectedOptions {
  std::string address;
  std::string why;
};

struct ProtectedImport {
  std::string file;
  bool dry_run = false;
};

policy::Result<> list_protected(Invocation& invocation, Workplace& workplace) {
  const auto contents = workplace.store->contents();
  if (!contents) return contents.error();
  if (invocation.json()) {
    Json found = Json::array();
    for (const auto& one : contents->protected_addresses) found.push_back(admin::json_of(one));
    invocation.out.json(found);
    return policy::Done{};
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : contents->protected_addresses) rows.push_back({one.address, one.why});
  invocation.out.table({"ADDRESS", "WHY"}, rows, "none listed; postmaster and abuse are always protected");
  return policy::Done{};
}

policy::Result<> said(Invocation& invocation, const policy::Result<>& done, const std::string& address, bool now) {
  if (!done) return done.error();
  if (invocation.json()) {
    invocation.out.json({{"address", address}, {"protected", now}});
  } else {
    invocation.out.line(address + (now ? ": protected" : ": protected no longer"));
  }
  return policy::Done{};
}

policy::Result<> add(Invocation& invocation, Workplace& workplace, const ProtectedOptions& options) {
  return said(invocation, admin::protect(*workplace.store, {options.address, options.why}, workplace.acting),
              options.address, true);
}

policy::Result<> remove(Invocation& invocation, Workplace& workplace, const ProtectedOptions& options) {
  return said(invocation, admin::unprotect(*workplace.store, options.address, options.why, workplace.acting),
              options.address, false);
}

policy::Result<> import_protected(Invocation& invocation, const ProtectedImport& options) {
  const auto text = contents_of(options.file);
  if (!text) return text.error();
  const auto document = protected_from_csv(*text, shown_name(options.file));
  if (!document) return document.error();
  const auto opened = invocation.workplace();
  if (!opened) return opened.error();
  Workplace& workplace = **opened;
  const auto applied = admin::apply(*workplace.store, *document, workplace.acting, options.dry_run);
  if (!applied) return applied.error();
  print(invocation, *applied, options.dry_run);
  return policy::Done{};
}

}  // namespace

void add_protected(const Syntax& app, Command& chosen) {
  Syntax parent = app.noun("protected", "Addresses that nothing may block", "postern protected list");
  on(parent.command("list", "Every listed address", "postern protected list"), chosen, list_protected);

  auto options = std::make_shared<ProtectedOptions>();
  Syntax command = parent.command("add", "Protect an address",
                                  "postern protected add foi@york.gov.uk --why \"Freedom of Information requests\"");
  command.option("ADDRESS", options->address, "an address of the council").required();
  command.option("--why", options->why, "what it is for");
  on(command, chosen, options, add);

  command = parent.command("remove", "Protect an address no longer",
                           "postern protected remove foi@york.gov.uk --why \"The address was given up\"");
  command.option("ADDRESS", options->address, "the address").required();
  command.option("--why", options->why, "the reason, for the audit trail");
  on(command, chosen, options, remove);

  auto import_options = std::make_shared<ProtectedImport>();
  command = parent.command("import", "Add or change protected addresses from a CSV file with address,why",
                           "postern protected import protected.csv --dry-run");
  command.option("FILE", import_options->file, "the CSV file; - for standard input").required();
  command.flag("--dry-run", import_options->dry_run, "say what would change, and change nothing");
  on(command, chosen, import_options, import_protected);
}

}  // namespace postern::cli
