#include <algorithm>

#include "admin/cli/commands/commands.hpp"
#include "admin/cli/explained_limits.hpp"
#include "admin/service/document/rules_document.hpp"
#include "admin/service/log/log_view.hpp"
#include "db/json/record_json.hpp"
#include "policy/ascii.hpp"
#include "policy/record/emergency.hpp"
#include "policy/record/review.hpp"

namespace postern::cli {
namespace {

struct WhichRestrictions {
  std::string status;
  bool due = false;
  std::string customer;
};

struct WhichRestriction {
  std::string reference;
};

bool mentions(const policy::Restriction& one, const std::string& customer, const admin::LogView& view) {
  const std::string wanted = policy::lower_ascii(customer);
  const auto holds = [&](const std::string& text) {
    return policy::lower_ascii(text).find(wanted) != std::string::npos;
  };
  if (holds(one.customer_name) || std::any_of(one.email.begin(), one.email.end(), holds) ||
      std::any_of(one.telephone.begin(), one.telephone.end(), holds)) {
    return true;
  }
  const auto address = view.identifier(customer);
  return address && std::any_of(one.email.begin(), one.email.end(),
                                [&](const std::string& text) { return view.identifier(text) == address; });
}

/// Within the time before a review at which people are warned, or past it.
bool is_due(const policy::Restriction& one, const admin::LogView& view) {
  const auto warn_before = std::chrono::floor<std::chrono::days>(view.config().reviews.warn_before);
  return policy::review_is_due(one, view.today(), warn_before);
}

bool is_asked_for(const policy::Restriction& one, const WhichRestrictions& options, const admin::LogView& view) {
  if (!options.status.empty() && options.status != to_text(one.status)) return false;
  if (options.due && !is_due(one, view)) return false;
  return options.customer.empty() || mentions(one, options.customer, view);
}

Json day_or_null(const std::optional<policy::Day>& day) {
  return day ? Json(policy::to_text(*day)) : Json(nullptr);
}

std::string customer_of(const policy::Restriction& one) {
  if (!one.customer_name.empty()) return one.customer_name;
  return one.email.empty() ? std::string() : one.email.front();
}

/// From when it holds: the day it starts, else the day of the emergency or of the decision.
std::optional<policy::Day> since(const policy::Restriction& one, const admin::LogView& view) {
  if (one.starts) return one.starts;
  if (one.emergency && one.emergency->at) {
    return policy::day_of(*one.emergency->at, *view.config().council.time_zone);
  }
  return one.authorised ? one.authorised->on : std::nullopt;
}

Json json_of(const policy::Restriction& one, const admin::LogView& view) {
  const auto lapse = policy::lapses_at(one);
  return {{"reference", one.reference},
          {"customer", customer_of(one)},
          {"status", to_text(one.status)},
          {"action", to_text(one.terms.action)},
          {"since", day_or_null(since(one, view))},
          {"review_by", day_or_null(one.review_by)},
          {"informed", day_or_null(one.informed ? one.informed->on : std::nullopt)},
          {"proposal", one.proposal.has_value()},
          {"lapses", lapse ? Json(policy::to_text(*lapse)) : Json(nullptr)},
          {"problems", view.problems_of(one)}};
}

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

policy::Result<> list_restrictions(Invocation& invocation, const WhichRestrictions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto contents = (*workplace)->store->contents();
  if (!contents) return contents.error();
  const admin::LogView view((*workplace)->config, *contents, (*workplace)->acting.now);
  Json found = Json::array();
  for (const db::LoggedRestriction& one : contents->restrictions) {
    if (is_asked_for(one.restriction, options, view)) found.push_back(json_of(one.restriction, view));
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

/// Nothing for one that is not in force.
policy::Result<RestrictionLimits> limits_as_stored(const policy::Restriction& one, Workplace& workplace) {
  if (one.status != policy::Status::in_force) return RestrictionLimits();
  const policy::Council& council = workplace.config.council;
  const auto now = workplace.acting.now;
  std::vector<policy::Quota> quotas;
  if (const auto& volume = one.terms.volume) {
    quotas = {{one.reference, volume->messages, policy::period_around(now, volume->per, *council.time_zone)}};
  }
  const auto usage = workplace.store->usage(quotas);
  if (!usage) return usage.error();
  return limits_of(one, *usage, council, now);
}

struct Shown {
  db::LoggedRestriction logged;
  std::vector<std::string> problems;
  std::optional<std::chrono::sys_seconds> last_notice;
  RestrictionLimits limits;
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

policy::Result<> show_restriction(Invocation& invocation, const WhichRestriction& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto found = (*workplace)->store->restriction(options.reference);
  if (!found) return found.error();
  const auto contents = (*workplace)->store->contents();
  if (!contents) return contents.error();
  const auto last_notice = (*workplace)->store->last_notice(options.reference);
  if (!last_notice) return last_notice.error();
  const auto limits = limits_as_stored(found->restriction, **workplace);
  if (!limits) return limits.error();
  print(invocation,
        {*found, admin::problems_of(found->restriction, *contents, (*workplace)->config, (*workplace)->acting.now),
         *last_notice, *limits});
  return policy::Done{};
}

}  // namespace

void add_restrictions(CLI::App& app, Command& chosen) {
  auto list_options = std::make_shared<WhichRestrictions>();
  CLI::App* command = add_command(app, "list", "The central log, a line a restriction",
                                  "postern list --status in-force --customer alex@example.org");
  command->add_option("--status", list_options->status, "only those in this state")
      ->check(CLI::IsMember({"draft", "authorised", "in-force", "ended", "declined"}));
  command->add_flag("--due", list_options->due, "only those whose review is due soon, or overdue");
  command->add_option("--customer", list_options->customer, "only those whose name, address or number holds this text");
  on(command, chosen, list_options, list_restrictions);

  auto show_options = std::make_shared<WhichRestriction>();
  command = add_command(app, "show", "One restriction whole, and what keeps it from coming into force",
                        "postern show RCC-2026-0001");
  command->add_option("REF", show_options->reference, "its reference")->required();
  on(command, chosen, show_options, show_restriction);
}

}  // namespace postern::cli
