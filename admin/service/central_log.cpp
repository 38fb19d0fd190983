#include "admin/service/central_log.hpp"

#include <algorithm>

#include "admin/service/application.hpp"
#include "admin/service/audit_notes.hpp"
#include "admin/service/log_view.hpp"
#include "admin/service/restriction_gate.hpp"

namespace postern::admin {

policy::Result<Applied> apply(db::CentralLog& log, const RulesDocument& document, const Acting& acting, bool dry_run) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  Application application(document, *contents, acting);
  auto applied = application.work_out();
  if (!applied || dry_run || application.changes().empty()) return applied;
  const auto committed = log.commit(application.changes(), acting.actor, acting.now);
  if (!committed) return committed.error();
  return applied;
}

policy::Result<RulesDocument> export_document(db::CentralLog& log, const std::vector<policy::Reference>& only) {
  auto contents = log.contents();
  if (!contents) return contents.error();
  RulesDocument document;
  if (only.empty()) {
    for (auto& one : contents->restrictions) document.restrictions.push_back(std::move(one.restriction));
    document.councillors = std::move(contents->councillors);
    document.protected_addresses = std::move(contents->protected_addresses);
    return document;
  }
  std::vector<std::string> problems;
  for (const policy::Reference& reference : only) {
    const auto found = std::find_if(contents->restrictions.begin(), contents->restrictions.end(),
                                    [&](const auto& one) { return one.restriction.reference == reference; });
    if (found == contents->restrictions.end()) {
      problems.push_back(reference + ": there is no such restriction");
    } else {
      document.restrictions.push_back(found->restriction);
    }
  }
  if (!problems.empty()) return policy::Error{policy::Fault::refused, problems};
  return document;
}

policy::Result<> lift(db::CentralLog& log, const policy::Reference& reference, const std::string& by,
                      const std::string& why, const Acting& acting) {
  const auto found = log.restriction(reference);
  if (!found) return found.error();
  const policy::Restriction& before = found->restriction;
  const policy::Day today = policy::day_of(acting.now, *acting.config.council.time_zone);
  std::vector<std::string> problems;
  if (before.status == policy::Status::ended || before.status == policy::Status::declined) {
    problems.push_back(reference + ": it is " + std::string(to_text(before.status)) + " already");
  }
  if (!is_officer(acting.config, by, today)) {
    problems.push_back(reference + ": \"" + by +
                       "\" is no authorising officer today; write an id of the configuration");
  }
  if (why.empty()) problems.push_back(reference + ": a reason is needed");
  if (!problems.empty()) return policy::Error{policy::Fault::refused, problems};

  policy::Restriction after = before;
  after.status = policy::Status::ended;
  after.ended = policy::Ended{today, by, policy::Ending::lifted, why};
  db::ChangeSet changes;
  changes.restrictions.push_back({after, found->version, note_of(&before, after)});
  const auto committed = log.commit(changes, acting.actor, acting.now);
  if (!committed) return committed.error();
  return policy::Done{};
}

std::vector<std::string> problems_of(const policy::Restriction& restriction, const db::LogContents& contents,
                                     const conf::Config& config, std::chrono::sys_seconds now) {
  return LogView(config, contents, now).problems_of(restriction);
}

}  // namespace postern::admin
