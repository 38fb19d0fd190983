#include "admin/service/explain/explained_limits.hpp"

#include <algorithm>

#include "admin/service/reports/limits_now.hpp"
#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

Json instant_or_null(const std::optional<std::chrono::sys_seconds>& instant) {
  return instant ? Json(policy::to_text(*instant)) : Json(nullptr);
}

std::vector<const policy::IndexedRestriction*> restrictions_in(std::span<const policy::Match> matches) {
  std::vector<const policy::IndexedRestriction*> found;
  for (const policy::Match& match : matches) {
    const bool known = std::find(found.begin(), found.end(), match.restriction) != found.end();
    if (match.restriction != nullptr && !known) found.push_back(match.restriction);
  }
  return found;
}

}  // namespace

ExplainedLimits explained_limits(std::span<const policy::Match> matches, const policy::Usage& usage,
                                 const policy::Council& council, std::chrono::sys_seconds at) {
  ExplainedLimits limits;
  for (const auto* one : restrictions_in(matches)) {
    if (!one->terms->hours.empty()) {
      const auto now = hours_now(one->terms->hours, council, at);
      limits.hours.push_back(
          {{"restriction", one->reference}, {"open", now.open}, {"opens", instant_or_null(now.opens)}});
      limits.lines.push_back(one->reference + ": " + in_words(now, *council.time_zone));
    }
    if (!one->terms->volume) continue;
    const auto now = volume_left(*one->terms->volume, usage.of(one->reference), *council.time_zone, at);
    limits.volumes.push_back({{"restriction", one->reference},
                              {"messages", now.volume.messages},
                              {"per", policy::to_text(now.volume.per)},
                              {"used", now.used},
                              {"left", now.left},
                              {"renews", policy::to_text(now.renews)}});
    limits.lines.push_back(one->reference + ": " + in_words(now, *council.time_zone));
  }
  return limits;
}

RestrictionLimits limits_of(const policy::Restriction& restriction, const policy::Usage& usage,
                            const policy::Council& council, std::chrono::sys_seconds at) {
  RestrictionLimits limits;
  if (!restriction.terms.hours.empty()) {
    const auto now = hours_now(restriction.terms.hours, council, at);
    limits.json["open"] = now.open;
    limits.json["opens"] = instant_or_null(now.opens);
    limits.lines.push_back(in_words(now, *council.time_zone));
  }
  if (restriction.terms.volume) {
    const auto now = volume_left(*restriction.terms.volume, usage.of(restriction.reference), *council.time_zone, at);
    limits.json["volume_left"] = now.left;
    limits.json["renews"] = policy::to_text(now.renews);
    limits.lines.push_back(in_words(now, *council.time_zone));
  }
  return limits;
}

policy::Result<RestrictionLimits> limits_as_stored(const policy::Restriction& restriction, db::MailLog& log,
                                                   const policy::Council& council, std::chrono::sys_seconds now) {
  if (restriction.status != policy::Status::in_force) return RestrictionLimits();
  std::vector<policy::Quota> quotas;
  if (const auto& volume = restriction.terms.volume) {
    quotas = {{restriction.reference, volume->messages, policy::period_around(now, volume->per, *council.time_zone)}};
  }
  const auto usage = log.usage(quotas);
  if (!usage) return usage.error();
  return limits_of(restriction, *usage, council, now);
}

}  // namespace postern::admin
