#include "admin/service/life/expiry.hpp"

#include <algorithm>

#include "admin/service/gate/audit_notes.hpp"
#include "policy/record/emergency.hpp"

namespace postern::admin {
namespace {

/// One reason for which something ends by itself, and when.
struct Term {
  std::chrono::sys_seconds at;
  std::string why;
};

std::chrono::sys_seconds end_of(policy::Day day, const conf::Config& config) {
  return policy::start_of(policy::Day{std::chrono::sys_days{day} + std::chrono::days{1}}, *config.council.time_zone);
}

/// The one that comes first; nothing for what has no end.
std::optional<Term> term_of(const policy::Restriction& one, const conf::Config& config) {
  std::vector<Term> terms;
  if (one.ends) terms.push_back({end_of(*one.ends, config), "its last day was " + policy::to_text(*one.ends)});
  if (const auto lapse = policy::lapses_at(one)) {
    terms.push_back({*lapse, "the emergency lapsed at " + policy::to_text(*lapse) +
                                 ": what a restriction needs was not all there within 72 hours"});
  }
  if (one.review_by && config.reviews.overdue == policy::Overdue::lapse) {
    terms.push_back({end_of(*one.review_by, config), "its review was due by " + policy::to_text(*one.review_by)});
  }
  const auto first =
      std::min_element(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.at < b.at; });
  return first == terms.end() ? std::nullopt : std::optional(*first);
}

}  // namespace

std::string why_over(const policy::Restriction& restriction, const conf::Config& config, std::chrono::sys_seconds now) {
  if (restriction.status != policy::Status::in_force) return {};
  const auto term = term_of(restriction, config);
  return term && term->at <= now ? term->why : std::string();
}

policy::Result<ExpiryRun> expire_due(db::CentralLog& log, const Acting& acting) {
  const auto contents = log.contents();
  if (!contents) return contents.error();
  ExpiryRun run;
  db::ChangeSet changes;
  changes.based_on = contents->revision;
  for (const db::LoggedRestriction& one : contents->restrictions) {
    if (one.restriction.status != policy::Status::in_force) continue;
    const auto term = term_of(one.restriction, acting.config);
    if (!term) continue;
    if (acting.now < term->at) {
      run.next = std::min(run.next.value_or(term->at), term->at);
      continue;
    }
    policy::Restriction after = one.restriction;
    after.status = policy::Status::ended;
    after.ended = policy::Ended{policy::day_of(acting.now, *acting.config.council.time_zone), acting.actor.name,
                                policy::Ending::expired, term->why};
    changes.restrictions.push_back({after, one.version, note_of("expired", &one.restriction, after, term->why)});
    run.expired.push_back({after.reference, term->why});
  }
  if (changes.empty()) return run;
  const auto committed = log.commit(changes, acting.actor, acting.now);
  if (!committed) return committed.error();
  return run;
}

}  // namespace postern::admin
