#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/life/history.hpp"

namespace postern::cli {
namespace {

struct HistoryOptions {
  std::string reference;
};

Json json_of(const admin::HistoryEntry& entry) {
  return {{"version", entry.version}, {"at", policy::to_text(entry.at)}, {"by", entry.actor},
          {"login", entry.login},     {"action", entry.action},          {"why", entry.why},
          {"changed", entry.fields}};
}

std::vector<std::string> row_of(const admin::HistoryEntry& entry) {
  const auto shown = [](const std::string& text) { return text.empty() ? std::string("-") : text; };
  return {std::to_string(entry.version), policy::to_text(entry.at),   shown(entry.actor),
          shown(entry.action),           shown(listed(entry.fields)), shown(entry.why)};
}

policy::Result<> history(Invocation& invocation, Workplace& workplace, const HistoryOptions& options) {
  const auto entries = admin::history_of(*workplace.store, options.reference);
  if (!entries) return entries.error();
  if (invocation.json()) {
    Json all = Json::array();
    for (const admin::HistoryEntry& entry : *entries) all.push_back(json_of(entry));
    invocation.out.json(all);
    return policy::Done{};
  }
  std::vector<std::vector<std::string>> rows;
  for (const admin::HistoryEntry& entry : *entries) rows.push_back(row_of(entry));
  invocation.out.table({"VERSION", "WHEN", "WHO", "WHAT", "CHANGED", "WHY"}, rows, "no versions");
  return policy::Done{};
}

}  // namespace

void add_history(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<HistoryOptions>();
  Syntax command = app.command("history", "Every version of a restriction: when, who, what and why",
                               "postern history RCC-2026-0001");
  command.option("REF", options->reference, "its reference").required();
  on(command, chosen, options, history);
}

}  // namespace postern::cli
