#include "admin/service/apply/apply.hpp"

#include <algorithm>

#include "admin/service/apply/application.hpp"
#include "admin/service/log/log_view.hpp"

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

std::vector<std::string> problems_of(const policy::Restriction& restriction, const db::LogContents& contents,
                                     const conf::Config& config, std::chrono::sys_seconds now) {
  return LogView(config, contents, now).problems_of(restriction);
}

}  // namespace postern::admin
