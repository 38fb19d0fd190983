#include "admin/cli/commands/commands.hpp"
#include "admin/cli/commands/kept_words.hpp"
#include "admin/service/kept/kept_mail.hpp"
#include "mail/pass_token.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

struct ListOptions {
  bool all = false;
};

struct ShowOptions {
  std::string id;
};

struct ReleaseOptions {
  std::string id;
  std::string only;
  std::string to;
};

struct DeleteOptions {
  std::string id;
  std::string why;
};

CLI::Validator an_id() {
  return CLI::Validator(
      [](const std::string& text) {
        return mail::is_random_id(text) ? std::string() : "\"" + text + "\" is no id; see postern quarantine list";
      },
      "ID");
}

policy::Result<> list(Invocation& invocation, const ListOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto kept = (*workplace)->store->kept(options.all);
  if (!kept) return kept.error();
  Json found = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const db::KeptEntry& entry : *kept) {
    found.push_back(summary_of(entry));
    rows.push_back(row_of(entry));
  }
  if (invocation.json()) {
    invocation.out.json(found);
  } else {
    invocation.out.table({"ID", "AT", "STATUS", "BY", "FROM", "RECIPIENTS", "SIZE"}, rows, "nothing is kept");
  }
  return policy::Done{};
}

policy::Result<> show(Invocation& invocation, const ShowOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto entry = admin::look_at(*(*workplace)->store, options.id, (*workplace)->acting);
  if (!entry) return entry.error();
  const std::string path = quarantine_of((*workplace)->config)->path(options.id);
  if (invocation.json()) {
    invocation.out.json(details_of(*entry, path));
  } else {
    for (const std::string& line : lines_of(*entry, path)) invocation.out.line(line);
  }
  return policy::Done{};
}

policy::Result<> release(Invocation& invocation, const ReleaseOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto files = quarantine_of((*workplace)->config);
  admin::Release what{options.id, std::nullopt, std::nullopt};
  if (!options.only.empty()) what.only = options.only;
  if (!options.to.empty()) what.to = options.to;
  const auto recipients = admin::release(*(*workplace)->store, *files, what, (*workplace)->acting);
  if (!recipients) return recipients.error();
  if (invocation.json()) {
    invocation.out.json({{"id", options.id}, {"released_to", *recipients}});
  } else {
    invocation.out.line(options.id + ": released to " + listed(*recipients) + "; the daemon submits it");
  }
  return policy::Done{};
}

policy::Result<> remove(Invocation& invocation, const DeleteOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto files = quarantine_of((*workplace)->config);
  const auto done = admin::remove(*(*workplace)->store, *files, options.id, options.why, (*workplace)->acting);
  if (!done) return done.error();
  if (invocation.json()) {
    invocation.out.json({{"id", options.id}, {"status", "deleted"}});
  } else {
    invocation.out.line(options.id + ": deleted");
  }
  return policy::Done{};
}

void add_ends(CLI::App& quarantine, Command& chosen) {
  auto release_options = std::make_shared<ReleaseOptions>();
  CLI::App* command = add_command(quarantine, "release", "Let a kept message go to those who wait for it",
                                  "postern quarantine release ID --only tax@york.gov.uk");
  command->add_option("ID", release_options->id, "its id")->required()->check(an_id());
  command->add_option("--only", release_options->only, "for this recipient only");
  command->add_option("--to", release_options->to, "to this address of the council instead");
  on(command, chosen, release_options, release);

  auto delete_options = std::make_shared<DeleteOptions>();
  command = add_command(quarantine, "delete", "Delete a kept message",
                        "postern quarantine delete ID --why \"Advertising, seen by M. Manager\"");
  command->add_option("ID", delete_options->id, "its id")->required()->check(an_id());
  command->add_option("--why", delete_options->why, "the reason, for the audit trail")->required();
  on(command, chosen, delete_options, remove);
}

}  // namespace

void add_quarantine(CLI::App& app, Command& chosen) {
  CLI::App* quarantine = add_command(app, "quarantine", "Kept messages", "postern quarantine list");
  quarantine->require_subcommand(1);
  auto list_options = std::make_shared<ListOptions>();
  CLI::App* command =
      add_command(*quarantine, "list", "What is kept, a line a message", "postern quarantine list --all");
  command->add_flag("--all", list_options->all, "those released or deleted too");
  on(command, chosen, list_options, list);

  auto show_options = std::make_shared<ShowOptions>();
  command = add_command(*quarantine, "show", "One kept message, and where its bytes lie",
                        "postern quarantine show 0123456789abcdef0123456789abcdef");
  command->add_option("ID", show_options->id, "its id")->required()->check(an_id());
  on(command, chosen, show_options, show);
  add_ends(*quarantine, chosen);
}

}  // namespace postern::cli
