// What the gateway has to know of the log.
#include <algorithm>
#include <unordered_map>

#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "db/shared/customer_identifiers.hpp"
#include "db/sqlite/sqlite_store.hpp"
#include "policy/record/emergency.hpp"

namespace postern::db {
namespace {

/// A day that cannot be read is an error, never "no day": that would let a restriction last for ever.
std::optional<policy::Day> optional_day(const SQLite::Statement& row, int column) {
  const auto text = optional_text(row, column);
  if (!text) return std::nullopt;
  return known(policy::day_from_text(*text), *text);
}

/// When an emergency lapses that is not complete.
std::optional<std::chrono::sys_seconds> optional_lapse(const SQLite::Statement& row, int column) {
  const auto text = optional_text(row, column);
  if (!text) return std::nullopt;
  return policy::lapses_at(restriction_from_json(Json::parse(*text)));
}

std::vector<policy::RestrictionInForce> in_force(SQLite::Database& database) {
  std::vector<policy::RestrictionInForce> found;
  std::unordered_map<std::string, std::shared_ptr<const policy::Terms>> known;
  SQLite::Statement row(
      database,
      "SELECT r.reference, r.starts, r.ends, r.terms, i.written, json_extract(r.record, '$.review_by'), "
      "iif(json_extract(r.record, '$.emergency') IS NULL, NULL, r.record) FROM restriction r JOIN identifier i ON "
      "i.reference = r.reference WHERE r.status = 'in-force' ORDER BY r.reference, i.place");
  while (row.executeStep()) {
    std::string reference = row.getColumn(0).getString();
    if (found.empty() || found.back().reference != reference) {
      policy::RestrictionInForce next;
      next.reference = std::move(reference);
      next.starts = optional_day(row, 1);
      next.ends = optional_day(row, 2);
      next.review_by = optional_day(row, 5);
      next.lapses = optional_lapse(row, 6);
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

}  // namespace postern::db
