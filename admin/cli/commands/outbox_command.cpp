#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "db/shared/words.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

struct RetryOptions {
  std::string id;
};

Json json_of(const db::OutboxRow& row) {
  return {{"id", row.id},
          {"kind", to_text(row.kind)},
          {"recipients", row.recipients},
          {"since", policy::to_text(row.since)},
          {"attempts", row.attempts},
          {"last_error", row.last_error},
          {"next_attempt", policy::to_text(row.next_attempt)},
          {"restriction", row.restriction ? Json(*row.restriction) : Json(nullptr)},
          {"kept_id", row.kept_id}};
}

policy::Result<> list_waiting(Invocation& invocation, Workplace& workplace) {
  const auto waiting = workplace.store->waiting();
  if (!waiting) return waiting.error();
  Json found = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const db::OutboxRow& row : *waiting) {
    found.push_back(json_of(row));
    rows.push_back({row.id, std::string(to_text(row.kind)), policy::to_text(row.since), std::to_string(row.attempts),
                    policy::to_text(row.next_attempt), listed(row.recipients),
                    row.last_error.empty() ? "-" : row.last_error});
  }
  if (invocation.json()) {
    invocation.out.json(found);
  } else {
    invocation.out.table({"ID", "KIND", "SINCE", "ATTEMPTS", "NEXT", "RECIPIENTS", "LAST ERROR"}, rows,
                         "nothing waits");
  }
  return policy::Done{};
}

policy::Result<> retry(Invocation& invocation, Workplace& workplace, const RetryOptions& options) {
  const auto done = workplace.store->retry_now(options.id, workplace.acting.now);
  if (!done) return done.error();
  if (invocation.json()) {
    invocation.out.json({{"id", options.id}, {"due", true}});
  } else {
    invocation.out.line(options.id + ": due now; the daemon tries it within a second");
  }
  return policy::Done{};
}

}  // namespace

void add_outbox(const Syntax& app, Command& chosen) {
  Syntax outbox = app.noun("outbox", "What waits to be submitted", "postern outbox list");
  on(outbox.command("list", "What waits, since when, and why", "postern outbox list"), chosen, list_waiting);

  auto options = std::make_shared<RetryOptions>();
  Syntax command =
      outbox.command("retry", "Try one again now", "postern outbox retry 0123456789abcdef0123456789abcdef");
  command.option("ID", options->id, "its id").required();
  on(command, chosen, options, retry);
}

}  // namespace postern::cli
