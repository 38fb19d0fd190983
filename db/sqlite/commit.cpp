// Writing the central log: the change, its version in the history and its audit entry together.
#include <algorithm>

#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "db/shared/change_rules.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

/// `given` is the highest number of that year that the change set brings along.
policy::Reference next_reference(SQLite::Database& database, int year, std::int64_t given) {
  SQLite::Statement last(database,
                         "SELECT coalesce(max(number), 0) FROM (SELECT number FROM restriction WHERE year = ?1 UNION "
                         "ALL SELECT number FROM removed_restriction WHERE year = ?1)");
  last.bind(1, year);
  last.executeStep();
  return reference_of({year, std::max(last.getColumn(0).getInt64(), given) + 1});
}

std::uint64_t present_version(SQLite::Database& database, const policy::Reference& reference) {
  SQLite::Statement row(database, "SELECT version FROM restriction WHERE reference = ?");
  row.bind(1, reference);
  return row.executeStep() ? static_cast<std::uint64_t>(row.getColumn(0).getInt64()) : 0;
}

bool is_removed(SQLite::Database& database, const policy::Reference& reference) {
  SQLite::Statement row(database, "SELECT 1 FROM removed_restriction WHERE reference = ?");
  row.bind(1, reference);
  return row.executeStep();
}

void write_identifiers(SQLite::Database& database, const policy::Restriction& restriction) {
  SQLite::Statement gone(database, "DELETE FROM identifier WHERE reference = ?");
  gone.bind(1, restriction.reference);
  gone.exec();
  SQLite::Statement row(database, "INSERT INTO identifier VALUES (?, ?, ?)");
  for (std::size_t i = 0; i < restriction.email.size(); ++i) {
    row.bind(1, restriction.reference);
    row.bind(2, static_cast<std::int64_t>(i));
    row.bind(3, restriction.email[i]);
    row.exec();
    row.reset();
  }
}

void write_restriction(SQLite::Database& database, const policy::Restriction& restriction, std::uint64_t version,
                       std::chrono::sys_seconds at) {
  const auto [year, number] = number_of(restriction.reference);
  SQLite::Statement row(
      database,
      "INSERT INTO restriction VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10) ON CONFLICT "
      "(reference) DO UPDATE SET version = ?4, status = ?5, starts = ?6, ends = ?7, terms = ?8, record = "
      "?9, changed = ?10");
  const std::string record = line_of(to_json(restriction));
  row.bind(1, restriction.reference);
  row.bind(2, year);
  row.bind(3, number);
  row.bind(4, static_cast<std::int64_t>(version));
  row.bind(5, std::string(to_text(restriction.status)));
  bind_optional(row, 6, restriction.starts ? std::optional(policy::to_text(*restriction.starts)) : std::nullopt);
  bind_optional(row, 7, restriction.ends ? std::optional(policy::to_text(*restriction.ends)) : std::nullopt);
  row.bind(8, line_of(to_json(restriction.terms)));
  row.bind(9, record);
  row.bind(10, seconds(at));
  row.exec();
  SQLite::Statement kept(database, "INSERT INTO restriction_version VALUES (?, ?, ?, ?)");
  kept.bind(1, restriction.reference);
  kept.bind(2, static_cast<std::int64_t>(version));
  kept.bind(3, record);
  kept.bind(4, seconds(at));
  kept.exec();
  write_identifiers(database, restriction);
}

policy::Result<policy::Reference> write(SQLite::Database& database, const RestrictionChange& change,
                                        std::int64_t highest, const Actor& actor, std::chrono::sys_seconds at) {
  policy::Restriction restriction = change.restriction;
  if (restriction.reference.empty()) restriction.reference = next_reference(database, year_of(at), highest);
  if (present_version(database, restriction.reference) != change.version_before) {
    return changed_meanwhile(restriction.reference);
  }
  if (change.version_before == 0 && is_removed(database, restriction.reference)) {
    return removed_for_good(restriction.reference);
  }
  write_restriction(database, restriction, change.version_before + 1, at);
  append_audit(database, about(change.note, restriction.reference), actor, at);
  return restriction.reference;
}

bool removed(SQLite::Database& database, const char* statement, const std::string& address) {
  SQLite::Statement row(database, statement);
  row.bind(1, address);
  return row.exec() == 1;
}

policy::Result<> write(SQLite::Database& database, const CouncillorChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  const std::string& name = change.councillor ? change.councillor->addresses.front() : change.first_address;
  if (!change.first_address.empty() &&
      !removed(database, "DELETE FROM councillor WHERE first_address = ?", change.first_address)) {
    return changed_meanwhile("councillor " + change.first_address);
  }
  if (change.councillor) {
    SQLite::Statement row(database, "INSERT OR IGNORE INTO councillor VALUES (?, ?)");
    row.bind(1, name);
    row.bind(2, line_of(to_json(*change.councillor)));
    if (row.exec() != 1) return changed_meanwhile("councillor " + name);
  }
  append_audit(database, about(change.note, name), actor, at);
  return policy::Done{};
}

policy::Result<> write(SQLite::Database& database, const ProtectedChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  const std::string& name = change.entry ? change.entry->address : change.address;
  const bool was_there = removed(database, "DELETE FROM protected_address WHERE address = ?", change.address);
  if (!was_there && !change.address.empty() && change.address != (change.entry ? name : "")) {
    return changed_meanwhile("protected address " + change.address);
  }
  if (change.entry) {
    SQLite::Statement row(database, "INSERT OR REPLACE INTO protected_address VALUES (?, ?)");
    row.bind(1, name);
    row.bind(2, change.entry->why);
    row.exec();
  }
  append_audit(database, about(change.note, name), actor, at);
  return policy::Done{};
}

policy::Result<std::vector<policy::Reference>> write(SQLite::Database& database, const ChangeSet& changes,
                                                     const Actor& actor, std::chrono::sys_seconds at) {
  if (changes.based_on && *changes.based_on != revision_of(database)) return changed_meanwhile("the central log");
  if (auto fault = fault_in(changes)) return *fault;
  std::vector<policy::Reference> references;
  if (changes.empty()) return references;
  const std::int64_t highest = highest_given(changes, year_of(at));
  for (const RestrictionChange& change : changes.restrictions) {
    auto reference = write(database, change, highest, actor, at);
    if (!reference) return reference.error();
    references.push_back(std::move(*reference));
  }
  for (const CouncillorChange& change : changes.councillors) {
    if (auto written = write(database, change, actor, at); !written) return written.error();
  }
  for (const ProtectedChange& change : changes.protected_addresses) {
    if (auto written = write(database, change, actor, at); !written) return written.error();
  }
  database.exec("UPDATE revision SET number = number + 1");
  return references;
}

}  // namespace

policy::Result<std::vector<policy::Reference>> SqliteStore::commit(const ChangeSet& changes, const Actor& actor,
                                                                   std::chrono::sys_seconds at) {
  return writing<std::vector<policy::Reference>>(
      [&](SQLite::Database& database) { return write(database, changes, actor, at); });
}

}  // namespace postern::db
