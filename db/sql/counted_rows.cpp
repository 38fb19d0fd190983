#include "db/sql/counted_rows.hpp"

#include "db/shared/change_rules.hpp"

namespace postern::db {

unsigned used(Session& session, const policy::Quota& quota) {
  return static_cast<unsigned>(
      number(session, "SELECT count(*) FROM counted_message WHERE restriction = $1 AND at >= $2 AND at < $3",
             quota.restriction, quota.period.from, quota.period.until));
}

std::optional<policy::Error> count(Session& session, const std::vector<policy::Quota>& quotas,
                                   const std::vector<Event>& events, const std::string& enforcement) {
  for (const policy::Quota& quota : quotas) {
    if (used(session, quota) >= quota.limit) return used_up(quota);
    run(session, insertion("counted_message", "restriction, at, enforcement"), quota.restriction,
        policy::instant_in(quota.period, events.front().at), enforcement);
  }
  return std::nullopt;
}

}  // namespace postern::db
