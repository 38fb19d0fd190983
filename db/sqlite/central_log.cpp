#include <algorithm>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "db/customer_identifiers.hpp"
#include "db/record_json.hpp"
#include "db/sqlite/sqlite_store.hpp"

namespace postern::db {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

LoggedRestriction logged(const SQLite::Statement& row) {
  return {restriction_from_json(Json::parse(row.getColumn(0).getString())),
          static_cast<std::uint64_t>(row.getColumn(1).getInt64()), instant(row.getColumn(2).getInt64()),
          instant(row.getColumn(3).getInt64())};
}

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

/// `RCC-2026-0007` as 2026 and 7; zeros for a reference of another form.
std::pair<int, int> numbers_of(const policy::Reference& reference) {
  int year = 0;
  int number = 0;
  if (std::sscanf(reference.c_str(), "RCC-%d-%d", &year, &number) != 2) return {0, 0};
  return {year, number};
}

policy::Reference next_reference(SQLite::Database& database, std::chrono::sys_seconds at) {
  const int year = static_cast<int>(policy::Day{std::chrono::floor<std::chrono::days>(at)}.year());
  SQLite::Statement last(database, "SELECT coalesce(max(number), 0) FROM restriction WHERE year = ?");
  last.bind(1, year);
  last.executeStep();
  std::string number = std::to_string(last.getColumn(0).getInt() + 1);
  if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
  return "RCC-" + std::to_string(year) + "-" + number;
}

std::uint64_t present_version(SQLite::Database& database, const policy::Reference& reference) {
  SQLite::Statement row(database, "SELECT version FROM restriction WHERE reference = ?");
  row.bind(1, reference);
  return row.executeStep() ? static_cast<std::uint64_t>(row.getColumn(0).getInt64()) : 0;
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
  const auto [year, number] = numbers_of(restriction.reference);
  SQLite::Statement row(
      database,
      "INSERT INTO restriction VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10) ON CONFLICT "
      "(reference) DO UPDATE SET version = ?4, status = ?5, starts = ?6, ends = ?7, terms = ?8, record = "
      "?9, changed = ?10");
  const std::string record = dumped(to_json(restriction));
  row.bind(1, restriction.reference);
  row.bind(2, year);
  row.bind(3, number);
  row.bind(4, static_cast<std::int64_t>(version));
  row.bind(5, std::string(to_text(restriction.status)));
  bind_optional(row, 6, restriction.starts ? std::optional(policy::to_text(*restriction.starts)) : std::nullopt);
  bind_optional(row, 7, restriction.ends ? std::optional(policy::to_text(*restriction.ends)) : std::nullopt);
  row.bind(8, dumped(to_json(restriction.terms)));
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

policy::Error changed_meanwhile(const std::string& what) {
  return {policy::Fault::conflict, {what + ": somebody changed it meanwhile; look again and retry"}};
}

policy::Result<policy::Reference> write(SQLite::Database& database, const RestrictionChange& change, const Actor& actor,
                                        std::chrono::sys_seconds at) {
  policy::Restriction restriction = change.restriction;
  if (restriction.reference.empty()) restriction.reference = next_reference(database, at);
  if (present_version(database, restriction.reference) != change.version_before) {
    return changed_meanwhile(restriction.reference);
  }
  write_restriction(database, restriction, change.version_before + 1, at);
  AuditNote note = change.note;
  if (note.subject.empty()) note.subject = restriction.reference;
  append_audit(database, note, actor, at);
  return restriction.reference;
}

policy::Result<> write(SQLite::Database& database, const CouncillorChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  if (!change.first_address.empty()) {
    SQLite::Statement gone(database, "DELETE FROM councillor WHERE first_address = ?");
    gone.bind(1, change.first_address);
    if (gone.exec() != 1) return changed_meanwhile("councillor " + change.first_address);
  }
  if (change.councillor) {
    const std::string& first = change.councillor->addresses.at(0);
    SQLite::Statement row(database, "INSERT OR IGNORE INTO councillor VALUES (?, ?)");
    row.bind(1, first);
    row.bind(2, dumped(to_json(*change.councillor)));
    if (row.exec() != 1) return changed_meanwhile("councillor " + first);
  }
  append_audit(database, change.note, actor, at);
  return policy::Done{};
}

policy::Result<> write(SQLite::Database& database, const ProtectedChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  SQLite::Statement gone(database, "DELETE FROM protected_address WHERE address = ?");
  gone.bind(1, change.address);
  const int removed = gone.exec();
  if (!change.entry && removed == 0) return changed_meanwhile("protected address " + change.address);
  if (change.entry) {
    SQLite::Statement row(database, "INSERT INTO protected_address VALUES (?, ?)");
    row.bind(1, change.entry->address);
    row.bind(2, change.entry->why);
    row.exec();
  }
  append_audit(database, change.note, actor, at);
  return policy::Done{};
}

policy::Result<std::vector<policy::Reference>> write(SQLite::Database& database, const ChangeSet& changes,
                                                     const Actor& actor, std::chrono::sys_seconds at) {
  if (changes.based_on && *changes.based_on != revision_of(database)) return changed_meanwhile("the central log");
  std::vector<policy::Reference> references;
  for (const RestrictionChange& change : changes.restrictions) {
    auto reference = write(database, change, actor, at);
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

std::vector<policy::RestrictionInForce> in_force(SQLite::Database& database) {
  std::vector<policy::RestrictionInForce> found;
  std::unordered_map<std::string, std::shared_ptr<const policy::Terms>> known;
  SQLite::Statement row(
      database,
      "SELECT r.reference, r.starts, r.ends, r.terms, i.written FROM restriction r JOIN identifier i ON "
      "i.reference = r.reference WHERE r.status = 'in-force' ORDER BY r.reference, i.place");
  while (row.executeStep()) {
    std::string reference = row.getColumn(0).getString();
    if (found.empty() || found.back().reference != reference) {
      policy::RestrictionInForce next;
      next.reference = std::move(reference);
      if (!row.getColumn(1).isNull()) next.starts = policy::day_from_text(row.getColumn(1).getString());
      if (!row.getColumn(2).isNull()) next.ends = policy::day_from_text(row.getColumn(2).getString());
      const std::string text = row.getColumn(3).getString();
      auto& terms = known[text];
      if (!terms) terms = std::make_shared<const policy::Terms>(terms_from_json(Json::parse(text)));
      next.terms = terms;
      found.push_back(std::move(next));
    }
    found.back().identifiers.push_back(row.getColumn(4).getString());
  }
  return found;
}

std::vector<std::vector<std::string>> identifiers_of_the_living(SQLite::Database& database) {
  std::vector<std::vector<std::string>> all;
  std::string last;
  SQLite::Statement row(
      database,
      "SELECT i.reference, i.written FROM identifier i JOIN restriction r ON r.reference = i.reference "
      "WHERE r.status NOT IN ('ended', 'declined') ORDER BY i.reference, i.place");
  while (row.executeStep()) {
    const std::string reference = row.getColumn(0).getString();
    if (all.empty() || reference != last) all.emplace_back();
    last = reference;
    all.back().push_back(row.getColumn(1).getString());
  }
  return all;
}

}  // namespace

policy::Result<std::uint64_t> SqliteStore::revision() {
  return reading<std::uint64_t>([](SQLite::Database& database) { return revision_of(database); });
}

policy::Result<policy::Rules> SqliteStore::rules() {
  return reading_much<policy::Rules>([](SQLite::Database& database) {
    policy::Rules rules;
    rules.revision = revision_of(database);
    rules.restrictions = in_force(database);
    rules.councillors = councillors_of(database);
    rules.protected_addresses = protected_of(database);
    const bool any_choice = std::any_of(rules.councillors.begin(), rules.councillors.end(),
                                        [](const policy::Councillor& one) { return !one.choices.empty(); });
    if (any_choice) rules.choices = choices_in_force(rules.councillors, identifiers_of_the_living(database));
    return rules;
  });
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

policy::Result<std::vector<policy::Reference>> SqliteStore::commit(const ChangeSet& changes, const Actor& actor,
                                                                   std::chrono::sys_seconds at) {
  return writing<std::vector<policy::Reference>>(
      [&](SQLite::Database& database) { return write(database, changes, actor, at); });
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
