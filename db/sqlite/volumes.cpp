// Counting under a volume (policy/time/volume.hpp), a row a message.
#include "db/shared/change_rules.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

unsigned used(SQLite::Database& database, const policy::Quota& quota) {
  SQLite::Statement row(database, "SELECT count(*) FROM counted_message WHERE restriction = ? AND at >= ? AND at < ?");
  row.bind(1, quota.restriction);
  row.bind(2, seconds(quota.period.from));
  row.bind(3, seconds(quota.period.until));
  row.executeStep();
  return static_cast<unsigned>(row.getColumn(0).getInt64());
}

void insert(SQLite::Database& database, const policy::Quota& quota, std::chrono::sys_seconds at,
            const std::string& enforcement) {
  SQLite::Statement row(database, "INSERT INTO counted_message VALUES (?, ?, ?)");
  row.bind(1, quota.restriction);
  row.bind(2, seconds(at));
  row.bind(3, enforcement);
  row.exec();
}

}  // namespace

std::optional<policy::Error> count(SQLite::Database& database, const std::vector<policy::Quota>& quotas,
                                   const std::vector<Event>& events, const std::string& enforcement) {
  for (const policy::Quota& quota : quotas) {
    if (used(database, quota) >= quota.limit) return used_up(quota);
    insert(database, quota, policy::instant_in(quota.period, events.front().at), enforcement);
  }
  return std::nullopt;
}

policy::Result<policy::Usage> SqliteStore::usage(const std::vector<policy::Quota>& quotas) {
  if (quotas.empty()) return policy::Usage();
  return reading<policy::Usage>([&](SQLite::Database& database) {
    std::vector<std::pair<policy::Reference, unsigned>> counts;
    for (const policy::Quota& quota : quotas) counts.emplace_back(quota.restriction, used(database, quota));
    return policy::Usage(std::move(counts));
  });
}

policy::Result<std::vector<CountedMessage>> SqliteStore::counted_messages() {
  return reading_much<std::vector<CountedMessage>>([&](SQLite::Database& database) {
    std::vector<CountedMessage> found;
    SQLite::Statement row(database, "SELECT restriction, at FROM counted_message ORDER BY at, restriction");
    while (row.executeStep()) found.push_back({row.getColumn(0).getString(), instant(row.getColumn(1).getInt64())});
    return found;
  });
}

}  // namespace postern::db
