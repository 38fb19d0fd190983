#include "admin/cli/commands/commands.hpp"
#include "admin/cli/output_file.hpp"
#include "admin/cli/report_rows.hpp"
#include "admin/service/reports/activity_chart.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

const std::vector<std::string> kFormats = {"text", "json", "csv"};

struct ActivityOptions {
  std::string reference;
  std::string since;
  std::string until;
  std::string output;
};

struct CouncillorOptions {
  std::string address;
  std::string since;
};

/// The contents of the store, and how the rules look at them. Neither copied nor moved.
struct Desk {
  db::LogContents contents;
  admin::LogView view;
  Desk(const Workplace& workplace, db::LogContents read)
      : contents(std::move(read)), view(workplace.config, contents, workplace.acting.now) {}
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
};

policy::Result<std::unique_ptr<Desk>> desk_of(Workplace& workplace) {
  auto contents = workplace.store->contents();
  if (!contents) return contents.error();
  return std::make_unique<Desk>(workplace, std::move(*contents));
}

policy::Result<> report_log(Invocation& invocation, Workplace& workplace) {
  const auto desk = desk_of(workplace);
  if (!desk) return desk.error();
  const auto rows = admin::log_rows((*desk)->view);
  if (print_for_machines(invocation, table_of(rows))) return policy::Done{};
  if (rows.empty()) invocation.out.line("nothing is in force");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) invocation.out.line("");
    for (const std::string& line : lines_of(rows[i])) invocation.out.line(line);
  }
  return policy::Done{};
}

policy::Result<> report_reviews(Invocation& invocation, Workplace& workplace) {
  const auto desk = desk_of(workplace);
  if (!desk) return desk.error();
  const auto rows = admin::review_rows((*desk)->view);
  const ReportTable table = table_of(rows);
  if (print_for_machines(invocation, table)) return policy::Done{};
  std::vector<std::vector<std::string>> cells;
  for (const admin::ReviewRow& row : rows) {
    cells.push_back({row.review_by ? policy::to_text(*row.review_by) : "-", review_in_words(row), row.reference,
                     std::string(to_text(row.status)), row.customer, row.requested_by.empty() ? "-" : row.requested_by,
                     row.missing.empty() ? "-" : cell_text(row.missing)});
  }
  invocation.out.table({"REVIEW BY", "REVIEW", "REFERENCE", "STATUS", "CUSTOMER", "ASKED FOR BY", "MISSING"}, cells,
                       "no review is due, and nothing is missing");
  return policy::Done{};
}

admin::ActivityFilter filter_of(const ActivityOptions& options) {
  admin::ActivityFilter filter;
  if (!options.reference.empty()) filter.restriction = options.reference;
  if (!options.since.empty()) filter.since = policy::instant_from_text(options.since);
  if (!options.until.empty()) filter.until = policy::instant_from_text(options.until);
  return filter;
}

policy::Result<> report_activity(Invocation& invocation, Workplace& workplace, const ActivityOptions& options) {
  const auto desk = desk_of(workplace);
  if (!desk) return desk.error();
  db::Store& store = *workplace.store;
  if (!options.reference.empty()) {
    if (const auto known = store.restriction(options.reference); !known) return known.error();
  }
  const admin::ActivityFilter filter = filter_of(options);
  const auto events = store.events({.restriction = {}, .since = filter.since});
  if (!events) return events.error();
  const auto in_force = admin::in_force_of(*events, filter.restriction, (*desk)->view, store);
  if (!in_force) return in_force.error();
  const auto rows = admin::activity_rows(*events, (*desk)->view, *in_force, filter);
  if (!options.output.empty()) {
    const auto& zone = *workplace.config.council.time_zone;
    return write_file(options.output, admin::activity_chart(rows, *in_force, zone));
  }
  if (!print_for_machines(invocation, table_of(rows))) print_text(invocation.out, rows);
  return policy::Done{};
}

policy::Result<> report_councillor(Invocation& invocation, Workplace& workplace, const CouncillorOptions& options) {
  const auto desk = desk_of(workplace);
  if (!desk) return desk.error();
  const auto addresses = admin::addresses_of_councillor(options.address, (*desk)->view);
  if (!addresses) return addresses.error();
  db::EventFilter filter;
  if (!options.since.empty()) filter.since = policy::instant_from_text(options.since);
  const auto events = workplace.store->events(filter);
  if (!events) return events.error();
  const auto rows = admin::withheld_rows(*events, *addresses, (*desk)->view);
  if (print_for_machines(invocation, table_of(rows))) return policy::Done{};
  std::vector<std::vector<std::string>> cells;
  for (const admin::WithheldRow& row : rows) {
    cells.push_back({policy::to_text(row.at), row.recipient, row.customer,
                     row.own_choice ? "own choice" : row.restriction.value_or("-"),
                     row.action + (row.observed ? " (observed)" : ""), row.authenticated ? "yes" : "no",
                     row.kept_id.empty() ? "-" : row.kept_id});
  }
  invocation.out.table({"AT", "RECIPIENT", "CUSTOMER", "BY", "ACTION", "AUTHENTICATED", "KEPT AS"}, cells,
                       "nothing was withheld or changed");
  return policy::Done{};
}

void add_activity(const Syntax& report, Command& chosen) {
  auto options = std::make_shared<ActivityOptions>();
  Syntax command = report.command("activity", "Messages a week for each customer, by what became of them",
                                  "postern report activity RCC-2026-0001 --output activity.svg");
  command.option("REF", options->reference, "only this restriction's customer, before it was in force too");
  command.option("--since", options->since, "only from this time on (UTC)").check(an_instant());
  command.option("--until", options->until, "only before this time (UTC)").check(an_instant());
  command.option("--output", options->output, "an SVG chart into this file, instead of numbers");
  on(command, chosen, options, report_activity, kFormats);
}

}  // namespace

void add_report(const Syntax& app, Command& chosen) {
  Syntax report = app.noun("report", "The central log for its annual review; --format text, json or csv",
                           "postern report log --format csv > log.csv");
  on(report.command("log", "Everything in force: since when, why, by whom, what it does, when it is due",
                    "postern report log"),
     chosen, report_log, kFormats);
  on(report.command("reviews", "Reviews that are due or overdue, and records that lack something",
                    "postern report reviews"),
     chosen, report_reviews, kFormats);
  add_activity(report, chosen);
  auto options = std::make_shared<CouncillorOptions>();
  Syntax command = report.command("councillor", "What was withheld from one councillor, or changed on its way",
                                  "postern report councillor cllr.ward@york.gov.uk");
  command.option("ADDRESS", options->address, "an address of the councillor, present or former").required();
  command.option("--since", options->since, "only from this time on (UTC)").check(an_instant());
  on(command, chosen, options, report_councillor, kFormats);
}

}  // namespace postern::cli
