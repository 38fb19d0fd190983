#include <nlohmann/json.hpp>

#include "admin/cli/applied.hpp"
#include "admin/cli/commands/commands.hpp"
#include "admin/cli/files.hpp"
#include "admin/cli/people_csv.hpp"
#include "db/json/record_json.hpp"

namespace postern::cli {
namespace {

struct AddOptions {
  std::vector<std::string> addresses;
  std::string name;
  std::string ward;
};

struct RemoveOptions {
  std::string address;
  std::string why;
};

struct ImportOptions {
  std::string file;
  bool dry_run = false;
};

struct ChoiceOptions {
  std::string councillor;
  std::string customer;
  std::string action;
  std::string forward_to;
  std::string because;
  std::string asked_by;
  std::string since;
};

std::string in_words(const policy::Choice& choice) {
  const std::string action(to_text(choice.action));
  return choice.customer + ": " + action + (choice.forward_to.empty() ? "" : " to " + choice.forward_to);
}

std::vector<std::string> row_of(const policy::Councillor& one) {
  std::vector<std::string> choices;
  for (const policy::Choice& choice : one.choices) choices.push_back(in_words(choice));
  return {one.name, one.ward, listed(one.addresses), choices.empty() ? "-" : listed(choices)};
}

policy::Result<> list(Invocation& invocation, Workplace& workplace) {
  const auto contents = workplace.store->contents();
  if (!contents) return contents.error();
  if (invocation.json()) {
    Json found = Json::array();
    for (const policy::Councillor& one : contents->councillors) found.push_back(db::to_json(one));
    invocation.out.json(found);
    return policy::Done{};
  }
  std::vector<std::vector<std::string>> rows;
  for (const policy::Councillor& one : contents->councillors) rows.push_back(row_of(one));
  invocation.out.table({"NAME", "WARD", "ADDRESSES", "CHOICES"}, rows, "no councillors");
  return policy::Done{};
}

/// What most of these commands end with.
policy::Result<> said(Invocation& invocation, const policy::Result<>& done, const std::string& councillor,
                      const std::string& what) {
  if (!done) return done.error();
  if (invocation.json()) {
    invocation.out.json({{"councillor", councillor}, {"done", what}});
  } else {
    invocation.out.line("councillor " + councillor + ": " + what);
  }
  return policy::Done{};
}

policy::Result<> add(Invocation& invocation, Workplace& workplace, const AddOptions& options) {
  const auto done =
      admin::add_councillor(*workplace.store, {options.name, options.ward, options.addresses, {}}, workplace.acting);
  return said(invocation, done, options.addresses.front(), "added");
}

policy::Result<> remove(Invocation& invocation, Workplace& workplace, const RemoveOptions& options) {
  const auto done = admin::remove_councillor(*workplace.store, options.address, options.why, workplace.acting);
  return said(invocation, done, options.address, "removed");
}

policy::Result<> import_file(Invocation& invocation, const ImportOptions& options) {
  const auto text = contents_of(options.file);
  if (!text) return text.error();
  const auto document = councillors_from_csv(*text, shown_name(options.file));
  if (!document) return document.error();
  const auto opened = invocation.workplace();
  if (!opened) return opened.error();
  Workplace& workplace = **opened;
  const auto applied = admin::import_councillors(*workplace.store, *document, workplace.acting, options.dry_run);
  if (!applied) return applied.error();
  print(invocation, *applied, options.dry_run);
  return policy::Done{};
}

policy::Result<> choose(Invocation& invocation, Workplace& workplace, const ChoiceOptions& options) {
  const admin::Acting& acting = workplace.acting;
  policy::Choice choice;
  choice.customer = options.customer;
  choice.action = policy::action_from_text(options.action).value_or(policy::Action::junk);
  choice.forward_to = options.forward_to;
  choice.because = options.because;
  choice.asked_by = options.asked_by;
  choice.since = options.since.empty() ? policy::day_of(acting.now, *acting.config.council.time_zone)
                                       : policy::day_from_text(options.since);
  const auto done = admin::choose(*workplace.store, options.councillor, choice, acting);
  return said(invocation, done, options.councillor,
              choice.action == policy::Action::deliver ? "choice about " + choice.customer + " taken back"
                                                       : "chose " + in_words(choice));
}

void add_choice(const Syntax& councillor, Command& chosen) {
  auto options = std::make_shared<ChoiceOptions>();
  Syntax command =
      councillor.command("choice", "Record what a councillor chose for one customer's mail",
                         "postern councillor choice cllr.ward@york.gov.uk --customer alex@example.org --action junk");
  command.option("ADDRESS", options->councillor, "an address of the councillor").required();
  command.option("--customer", options->customer, "an address of the customer").required();
  command.option("--action", options->action, "junk, quarantine, reject, forward; deliver takes the choice back")
      .required()
      .one_of({"junk", "quarantine", "reject", "forward", "deliver"});
  command.option("--forward-to", options->forward_to, "for forward: an address of the council");
  command.option("--because", options->because, "why junk is not enough (needed for anything stronger)");
  command.option("--asked-by", options->asked_by, "who asked, where it was not the councillor");
  command.option("--since", options->since, "the day of the choice (default: today)").check(a_day());
  on(command, chosen, options, choose);
}

}  // namespace

void add_councillor(const Syntax& app, Command& chosen) {
  Syntax councillor = app.noun("councillor", "Councillors and their own choices", "postern councillor list");
  on(councillor.command("list", "Every councillor, with their choices", "postern councillor list"), chosen, list);

  auto add_options = std::make_shared<AddOptions>();
  Syntax command = councillor.command(
      "add", "Add a councillor", "postern councillor add cllr.ward@york.gov.uk --name \"C. Ward\" --ward Micklegate");
  command.option("ADDRESS", add_options->addresses, "every address of the councillor; the first one names them")
      .required();
  command.option("--name", add_options->name, "the councillor's name").required();
  command.option("--ward", add_options->ward, "the ward");
  on(command, chosen, add_options, add);

  auto remove_options = std::make_shared<RemoveOptions>();
  command = councillor.command("remove", "Remove a councillor and their choices",
                               "postern councillor remove cllr.ward@york.gov.uk --why \"Term ended\"");
  command.option("ADDRESS", remove_options->address, "an address of the councillor").required();
  command.option("--why", remove_options->why, "the reason, for the audit trail");
  on(command, chosen, remove_options, remove);

  auto import_options = std::make_shared<ImportOptions>();
  command = councillor.command("import", "Add or update councillors from a CSV file with name,ward,address",
                               "postern councillor import councillors.csv --dry-run");
  command.option("FILE", import_options->file, "the CSV file; - for standard input").required();
  command.flag("--dry-run", import_options->dry_run, "say what would change, and change nothing");
  on(command, chosen, import_options, import_file);
  add_choice(councillor, chosen);
}

}  // namespace postern::cli
