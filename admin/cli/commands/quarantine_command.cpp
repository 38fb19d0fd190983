#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/kept/kept_mail.hpp"
#include "admin/service/kept/kept_words.hpp"
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

std::string id_problem(const std::string& text) {
  return mail::is_random_id(text) ? std::string() : "\"" + text + "\" is no id; see postern quarantine list";
}

const Check kId{id_problem, "ID"};

policy::Result<> list(Invocation& invocation, Workplace& workplace, const ListOptions& options) {
  const auto kept = workplace.store->kept(options.all);
  if (!kept) return kept.error();
  Json found = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const db::KeptEntry& entry : *kept) {
    found.push_back(admin::summary_of(entry));
    rows.push_back(admin::row_of(entry));
  }
  if (invocation.json()) {
    invocation.out.json(found);
  } else {
    invocation.out.table({"ID", "AT", "STATUS", "BY", "FROM", "RECIPIENTS", "SIZE"}, rows, "nothing is kept");
  }
  return policy::Done{};
}

policy::Result<> show(Invocation& invocation, Workplace& workplace, const ShowOptions& options) {
  const auto entry = admin::look_at(*workplace.store, options.id, workplace.acting);
  if (!entry) return entry.error();
  const std::string path = quarantine_of(workplace.config)->path(options.id);
  if (invocation.json()) {
    invocation.out.json(admin::details_of(*entry, path));
  } else {
    for (const std::string& line : admin::lines_of(*entry, path)) invocation.out.line(line);
  }
  return policy::Done{};
}

policy::Result<> release(Invocation& invocation, Workplace& workplace, const ReleaseOptions& options) {
  const auto files = quarantine_of(workplace.config);
  admin::Release what{options.id, std::nullopt, std::nullopt};
  if (!options.only.empty()) what.only = options.only;
  if (!options.to.empty()) what.to = options.to;
  const auto recipients = admin::release(*workplace.store, *files, what, workplace.acting);
  if (!recipients) return recipients.error();
  if (invocation.json()) {
    invocation.out.json({{"id", options.id}, {"released_to", *recipients}});
  } else {
    invocation.out.line(options.id + ": released to " + listed(*recipients) + "; the daemon submits it");
  }
  return policy::Done{};
}

policy::Result<> remove(Invocation& invocation, Workplace& workplace, const DeleteOptions& options) {
  const auto files = quarantine_of(workplace.config);
  const auto done = admin::remove(*workplace.store, *files, options.id, options.why, workplace.acting);
  if (!done) return done.error();
  if (invocation.json()) {
    invocation.out.json({{"id", options.id}, {"status", "deleted"}});
  } else {
    invocation.out.line(options.id + ": deleted");
  }
  return policy::Done{};
}

void add_ends(const Syntax& quarantine, Command& chosen) {
  auto release_options = std::make_shared<ReleaseOptions>();
  Syntax command = quarantine.command("release", "Let a kept message go to those who wait for it",
                                      "postern quarantine release ID --only tax@york.gov.uk");
  command.option("ID", release_options->id, "its id").required().check(kId);
  command.option("--only", release_options->only, "for this recipient only");
  command.option("--to", release_options->to, "to this address of the council instead");
  on(command, chosen, release_options, release);

  auto delete_options = std::make_shared<DeleteOptions>();
  command = quarantine.command("delete", "Delete a kept message",
                               "postern quarantine delete ID --why \"Advertising, seen by M. Manager\"");
  command.option("ID", delete_options->id, "its id").required().check(kId);
  command.option("--why", delete_options->why, "the reason, for the audit trail").required();
  on(command, chosen, delete_options, remove);
}

}  // namespace

void add_quarantine(const Syntax& app, Command& chosen) {
  Syntax quarantine = app.noun("quarantine", "Kept messages", "postern quarantine list");
  auto list_options = std::make_shared<ListOptions>();
  Syntax command = quarantine.command("list", "What is kept, a line a message", "postern quarantine list --all");
  command.flag("--all", list_options->all, "those released or deleted too");
  on(command, chosen, list_options, list);

  auto show_options = std::make_shared<ShowOptions>();
  command = quarantine.command("show", "One kept message, and where its bytes lie",
                               "postern quarantine show 0123456789abcdef0123456789abcdef");
  command.option("ID", show_options->id, "its id").required().check(kId);
  on(command, chosen, show_options, show);
  add_ends(quarantine, chosen);
}

}  // namespace postern::cli
