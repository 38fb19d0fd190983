// Reading the central log.
#include <algorithm>

#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

LoggedRestriction logged(const SQLite::Statement& row) {
  return {restriction_from_json(Json::parse(row.getColumn(0).getString())),
          static_cast<std::uint64_t>(row.getColumn(1).getInt64()), instant(row.getColumn(2).getInt64()),
          instant(row.getColumn(3).getInt64())};
}

}  // namespace

std::uint64_t revision_of(SQLite::Database& database) {
  return static_cast<std::uint64_t>(database.execAndGet("SELECT number FROM revision").getInt64());
}

std::vector<policy::Councillor> councillors_of(SQLite::Database& database) {
  std::vector<policy::Councillor> councillors;
  SQLite::Statement row(database, "SELECT record FROM councillor ORDER BY first_address");
  while (row.executeStep()) councillors.push_back(councillor_from_json(Json::parse(row.getColumn(0).getString())));
  return councillors;
}

std::vector<policy::ProtectedAddress> protected_of(SQLite::Database& database) {
  std::vector<policy::ProtectedAddress> entries;
  SQLite::Statement row(database, "SELECT address, why FROM protected_address ORDER BY address");
  while (row.executeStep()) entries.push_back({row.getColumn(0).getString(), row.getColumn(1).getString()});
  return entries;
}

policy::Result<std::uint64_t> SqliteStore::revision() {
  return reading<std::uint64_t>([](SQLite::Database& database) { return revision_of(database); });
}

policy::Result<LogContents> SqliteStore::contents() {
  return reading_much<LogContents>([](SQLite::Database& database) {
    LogContents contents;
    contents.revision = revision_of(database);
    SQLite::Statement row(database, "SELECT record, version, created, changed FROM restriction");
    while (row.executeStep()) contents.restrictions.push_back(logged(row));
    std::sort(contents.restrictions.begin(), contents.restrictions.end(), [](const auto& a, const auto& b) {
      return policy::lower(a.restriction.reference, b.restriction.reference);
    });
    contents.councillors = councillors_of(database);
    contents.protected_addresses = protected_of(database);
    return contents;
  });
}

policy::Result<LoggedRestriction> SqliteStore::restriction(const policy::Reference& reference) {
  return reading<LoggedRestriction>([&](SQLite::Database& database) -> policy::Result<LoggedRestriction> {
    SQLite::Statement row(database, "SELECT record, version, created, changed FROM restriction WHERE reference = ?");
    row.bind(1, reference);
    if (!row.executeStep()) return policy::refused(reference + ": there is no such restriction");
    return logged(row);
  });
}

policy::Result<std::vector<LoggedRestriction>> SqliteStore::history(const policy::Reference& reference) {
  return reading<std::vector<LoggedRestriction>>(
      [&](SQLite::Database& database) -> policy::Result<std::vector<LoggedRestriction>> {
        std::vector<LoggedRestriction> versions;
        SQLite::Statement row(
            database,
            "SELECT v.record, v.version, r.created, v.changed FROM restriction_version v JOIN restriction r "
            "ON r.reference = v.reference WHERE v.reference = ? ORDER BY v.version");
        row.bind(1, reference);
        while (row.executeStep()) versions.push_back(logged(row));
        if (versions.empty()) return policy::refused(reference + ": there is no such restriction");
        return versions;
      });
}

}  // namespace postern::db
