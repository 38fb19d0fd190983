#include "admin/service/life/history.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "admin/service/gate/restriction_gate.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kAtATime = 1000;

/// The data of an entry; an empty object after an erasure.
nlohmann::json data_of(const db::AuditEntry& entry) {
  auto data = nlohmann::json::parse(entry.data.value_or("{}"), nullptr, false);
  return data.is_object() ? data : nlohmann::json::object();
}

policy::Result<std::vector<db::AuditEntry>> entries_about(db::CentralLog& log, const policy::Reference& reference) {
  std::vector<db::AuditEntry> found;
  for (std::uint64_t last = 0;;) {
    auto entries = log.audit(last, kAtATime);
    if (!entries) return entries.error();
    if (entries->empty()) return found;
    last = entries->back().sequence;
    for (db::AuditEntry& entry : *entries) {
      if (entry.subject == reference) found.push_back(std::move(entry));
    }
  }
}

/// Entries about a restriction that made no version of it, such as an export, have no record in them.
bool made_a_version(const db::AuditEntry& entry) {
  return !entry.data || data_of(entry).contains("record");
}

void tell(HistoryEntry& version, const db::AuditEntry& entry) {
  version.actor = entry.actor;
  version.login = entry.login;
  version.action = entry.action;
  version.why = data_of(entry).value("why", std::string());
}

std::string by_whom(const HistoryEntry& entry) {
  if (entry.actor.empty()) return "somebody";
  return entry.actor == entry.login || entry.login.empty() ? entry.actor : entry.actor + " (" + entry.login + ")";
}

}  // namespace

policy::Result<std::vector<HistoryEntry>> history_of(db::CentralLog& log, const policy::Reference& reference) {
  const auto versions = log.history(reference);
  if (!versions) return versions.error();
  const auto entries = entries_about(log, reference);
  if (!entries) return entries.error();
  std::vector<HistoryEntry> history;
  auto entry = entries->begin();
  for (std::size_t i = 0; i < versions->size(); ++i) {
    const db::LoggedRestriction& version = (*versions)[i];
    HistoryEntry told{version.version, version.changed, {}, {}, {}, {}, {}};
    while (entry != entries->end() && (entry->at < version.changed || !made_a_version(*entry))) ++entry;
    if (entry != entries->end() && entry->at == version.changed) tell(told, *entry++);
    if (i > 0) told.fields = changed_fields((*versions)[i - 1].restriction, version.restriction);
    history.push_back(std::move(told));
  }
  return history;
}

policy::Error changed_since(db::CentralLog& log, const policy::Reference& reference, std::uint64_t seen) {
  const auto history = history_of(log, reference);
  if (!history) return history.error();
  policy::Error error{policy::Fault::conflict, {}};
  for (const HistoryEntry& entry : *history) {
    if (entry.version <= seen) continue;
    error.problems.push_back(fmt::format("{}: changed meanwhile: version {}, {}, by {}: {} ({})", reference,
                                         entry.version, policy::to_text(entry.at), by_whom(entry),
                                         fmt::join(entry.fields, ", "), entry.action));
  }
  if (error.problems.empty()) {
    error.problems.push_back(fmt::format("{}: there is no version {} yet", reference, seen));
  }
  error.problems.push_back(reference + ": nothing has been changed now; look again and retry");
  return error;
}

}  // namespace postern::admin
