// What the gateway has to know of the log.
#include <algorithm>
#include <unordered_map>

#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "db/shared/customer_identifiers.hpp"
#include "db/sql/record_rows.hpp"
#include "db/sql/sql_store.hpp"
#include "policy/record/emergency.hpp"

namespace postern::db {
namespace {

/// A day that cannot be read is an error, never "no day": that would let a restriction last for ever.
std::optional<policy::Day> optional_day(const Query& row, int column) {
  const auto text = row.at<std::optional<std::string>>(column);
  if (!text) return std::nullopt;
  return known(policy::day_from_text(*text), *text);
}

/// When an emergency lapses that is not complete.
std::optional<std::chrono::sys_seconds> optional_lapse(const Query& row, int column) {
  const auto text = row.at<std::optional<std::string>>(column);
  if (!text) return std::nullopt;
  return policy::lapses_at(restriction_from_json(Json::parse(*text)));
}

std::vector<policy::RestrictionInForce> in_force(Session& session) {
  std::vector<policy::RestrictionInForce> found;
  std::unordered_map<std::string, std::shared_ptr<const policy::Terms>> known;
  Query row(
      session,
      "SELECT r.reference, r.starts, r.ends, r.terms, i.written, r.review_by, CASE WHEN r.emergency = 1 THEN "
      "r.record END FROM restriction r JOIN identifier i ON i.reference = r.reference WHERE r.status = 'in-force' "
      "ORDER BY r.reference, i.place");
  while (row.next()) {
    auto reference = row.at<std::string>(0);
    if (found.empty() || found.back().reference != reference) {
      policy::RestrictionInForce next;
      next.reference = std::move(reference);
      next.starts = optional_day(row, 1);
      next.ends = optional_day(row, 2);
      next.review_by = optional_day(row, 5);
      next.lapses = optional_lapse(row, 6);
      const auto text = row.at<std::string>(3);
      auto& terms = known[text];
      if (!terms) terms = std::make_shared<const policy::Terms>(terms_from_json(Json::parse(text)));
      next.terms = terms;
      found.push_back(std::move(next));
    }
    found.back().identifiers.push_back(row.at<std::string>(4));
  }
  return found;
}

std::vector<std::vector<std::string>> identifiers_of_the_living(Session& session) {
  std::vector<std::vector<std::string>> all;
  std::string last;
  Query row(session,
            "SELECT i.reference, i.written FROM identifier i JOIN restriction r ON r.reference = i.reference WHERE "
            "r.status NOT IN ('ended', 'declined') ORDER BY i.reference, i.place");
  while (row.next()) {
    const auto reference = row.at<std::string>(0);
    if (all.empty() || reference != last) all.emplace_back();
    last = reference;
    all.back().push_back(row.at<std::string>(1));
  }
  return all;
}

}  // namespace

policy::Result<policy::Rules> SqlStore::rules() {
  return reading_much<policy::Rules>([](Session& session) {
    policy::Rules rules;
    rules.revision = revision_of(session);
    rules.restrictions = in_force(session);
    rules.councillors = councillors_of(session);
    rules.protected_addresses = protected_of(session);
    const bool any_choice = std::any_of(rules.councillors.begin(), rules.councillors.end(),
                                        [](const policy::Councillor& one) { return !one.choices.empty(); });
    if (any_choice) rules.choices = choices_in_force(rules.councillors, identifiers_of_the_living(session));
    return rules;
  });
}

}  // namespace postern::db
