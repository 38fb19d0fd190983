// Notices to customers, and the messages that counted under a volume: reading them.
#include "db/sql/counted_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {

policy::Result<std::optional<std::chrono::sys_seconds>> SqlStore::last_notice(const policy::Reference& restriction) {
  using Found = std::optional<std::chrono::sys_seconds>;
  return reading<Found>([&](Session& session) -> policy::Result<Found> {
    Query row(session, "SELECT max(sent) FROM notice WHERE restriction = $1", restriction);
    if (!row.next()) return Found();
    return row.at<Found>(0);
  });
}

policy::Result<std::vector<NoticeRecord>> SqlStore::notices() {
  return reading_much<std::vector<NoticeRecord>>([&](Session& session) {
    std::vector<NoticeRecord> found;
    Query row(session, "SELECT restriction, at, customer, sent FROM notice ORDER BY at, restriction");
    while (row.next()) {
      NoticeRecord& one = found.emplace_back();
      row.read(0, std::tie(one.restriction, one.at, one.customer, one.sent));
    }
    return found;
  });
}

policy::Result<policy::Usage> SqlStore::usage(const std::vector<policy::Quota>& quotas) {
  if (quotas.empty()) return policy::Usage();
  return reading<policy::Usage>([&](Session& session) {
    std::vector<std::pair<policy::Reference, unsigned>> counts;
    for (const policy::Quota& quota : quotas) counts.emplace_back(quota.restriction, used(session, quota));
    return policy::Usage(std::move(counts));
  });
}

policy::Result<std::vector<CountedMessage>> SqlStore::counted_messages() {
  return reading_much<std::vector<CountedMessage>>([&](Session& session) {
    std::vector<CountedMessage> found;
    Query row(session, "SELECT restriction, at FROM counted_message ORDER BY at, restriction");
    while (row.next()) {
      CountedMessage& one = found.emplace_back();
      row.read(0, std::tie(one.restriction, one.at));
    }
    return found;
  });
}

}  // namespace postern::db
