#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/log/exported_json.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

struct EventOptions {
  std::string reference;
  std::string since;
};

std::vector<std::string> row_of(const db::Event& event) {
  const std::string decided_by =
      event.restriction.value_or(event.choice_of.empty() ? "-" : "choice of " + event.choice_of);
  return {policy::to_text(event.at),
          decided_by,
          event.address,
          event.recipient,
          event.action,
          event.rule,
          event.authenticated ? "yes" : "no",
          event.queue_id,
          event.note.empty() ? "-" : event.note};
}

policy::Result<> events(Invocation& invocation, Workplace& workplace, const EventOptions& options) {
  db::Store& store = *workplace.store;
  db::EventFilter filter;
  if (!options.reference.empty()) {
    if (const auto known = store.restriction(options.reference); !known) return known.error();
    filter.restriction = options.reference;
  }
  if (!options.since.empty()) filter.since = policy::instant_from_text(options.since);
  const auto found = store.events(filter);
  if (!found) return found.error();
  if (invocation.json()) {
    Json json = Json::array();
    for (const db::Event& event : *found) json.push_back(admin::json_of(event));
    invocation.out.json(json);
    return policy::Done{};
  }
  std::vector<std::vector<std::string>> rows;
  for (const db::Event& event : *found) rows.push_back(row_of(event));
  invocation.out.table({"AT", "BY", "CUSTOMER", "RECIPIENT", "ACTION", "RULE", "AUTHENTICATED", "QUEUE ID", "NOTE"},
                       rows, "no events");
  return policy::Done{};
}

}  // namespace

void add_events(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<EventOptions>();
  Syntax command =
      app.command("events", "What was enforced, a line a recipient", "postern events RCC-2026-0001 --since 2026-11-01");
  command.option("REF", options->reference, "only under this restriction");
  command.option("--since", options->since, "only from this time on (UTC)").check(an_instant());
  on(command, chosen, options, events);
}

}  // namespace postern::cli
