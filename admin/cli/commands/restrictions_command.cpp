#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/document/rules_document.hpp"
#include "admin/service/explain/explained_limits.hpp"
#include "admin/service/log/listed_restrictions.hpp"
#include "db/json/record_json.hpp"
#include "policy/record/emergency.hpp"

namespace postern::cli {
namespace {

struct WhichRestriction {
  std::string reference;
};

std::vector<std::string> row_of(const Json& one) {
  const auto day = [&](const char* key) { return one[key].is_null() ? std::string("-") : one[key].get<std::string>(); };
  const std::size_t problems = one["problems"].size();
  return {one["reference"],
          one["status"],
          one["action"],
          day("since"),
          day("review_by"),
          day("informed"),
          problems == 0 ? "-" : std::to_string(problems),
          one["customer"]};
}

policy::Result<> list_restrictions(Invocation& invocation, Workplace& workplace,
                                   const admin::WhichRestrictions& options) {
  const auto contents = workplace.store->contents();
  if (!contents) return contents.error();
  const admin::LogView view(workplace.config, *contents, workplace.acting.now);
  Json found = Json::array();
  for (const db::LoggedRestriction& one : contents->restrictions) {
    if (admin::is_asked_for(one.restriction, options, view)) found.push_back(admin::summary_of(one.restriction, view));
  }
  if (invocation.json()) {
    invocation.out.json(found);
    return policy::Done{};
  }
  std::vector<std::vector<std::string>> rows;
  for (const Json& one : found) rows.push_back(row_of(one));
  invocation.out.table({"REFERENCE", "STATUS", "ACTION", "SINCE", "REVIEW BY", "INFORMED", "PROBLEMS", "CUSTOMER"},
                       rows, "no restrictions");
  return policy::Done{};
}

struct Shown {
  db::LoggedRestriction logged;
  std::vector<std::string> problems;
  std::optional<std::chrono::sys_seconds> last_notice;
  admin::RestrictionLimits limits;
};

void print(Invocation& invocation, const Shown& shown) {
  const auto& [one, problems, last_notice, limits] = shown;
  if (invocation.json()) {
    Json json = db::to_json(one.restriction);
    json["version"] = one.version;
    json["created"] = policy::to_text(one.created);
    json["changed"] = policy::to_text(one.changed);
    json["problems"] = problems;
    json["last_notice"] = last_notice ? Json(policy::to_text(*last_notice)) : Json(nullptr);
    json.update(limits.json);
    return invocation.out.json(json);
  }
  invocation.out.line("# version " + std::to_string(one.version) + ", changed " + policy::to_text(one.changed));
  for (const std::string& problem : problems) invocation.out.line("# problem: " + problem);
  for (const std::string& line : limits.lines) invocation.out.line("# now: " + line);
  if (const auto lapse = policy::lapses_at(one.restriction)) {
    invocation.out.line("# an emergency: it lapses at " + policy::to_text(*lapse) + " unless nothing is missing then");
  }
  if (last_notice) invocation.out.line("# the customer was last sent a notice at " + policy::to_text(*last_notice));
  if (one.restriction.proposal) invocation.out.line("# a proposal of other terms waits to be authorised");
  admin::RulesDocument document;
  document.restrictions.push_back(one.restriction);
  invocation.out.verbatim(admin::write_rules_document(document));
}

policy::Result<> show_restriction(Invocation& invocation, Workplace& workplace, const WhichRestriction& options) {
  const auto found = workplace.store->restriction(options.reference);
  if (!found) return found.error();
  const auto contents = workplace.store->contents();
  if (!contents) return contents.error();
  const auto last_notice = workplace.store->last_notice(options.reference);
  if (!last_notice) return last_notice.error();
  const auto limits =
      admin::limits_as_stored(found->restriction, *workplace.store, workplace.config.council, workplace.acting.now);
  if (!limits) return limits.error();
  print(invocation, {*found, admin::problems_of(found->restriction, *contents, workplace.config, workplace.acting.now),
                     *last_notice, *limits});
  return policy::Done{};
}

}  // namespace

void add_restrictions(const Syntax& app, Command& chosen) {
  auto list_options = std::make_shared<admin::WhichRestrictions>();
  Syntax command = app.command("list", "The central log, a line a restriction",
                               "postern list --status in-force --customer alex@example.org");
  command.option("--status", list_options->status, "only those in this state")
      .one_of({"draft", "authorised", "in-force", "ended", "declined"});
  command.flag("--due", list_options->due, "only those whose review is due soon, or overdue");
  command.option("--customer", list_options->customer, "only those whose name, address or number holds this text");
  on(command, chosen, list_options, list_restrictions);

  auto show_options = std::make_shared<WhichRestriction>();
  command = app.command("show", "One restriction whole, and what keeps it from coming into force",
                        "postern show RCC-2026-0001");
  command.option("REF", show_options->reference, "its reference").required();
  on(command, chosen, show_options, show_restriction);
}

}  // namespace postern::cli
