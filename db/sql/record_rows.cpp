#include "db/sql/record_rows.hpp"

#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "db/shared/change_rules.hpp"

namespace postern::db {
namespace {

void write_identifiers(Session& session, const policy::Restriction& restriction) {
  run(session, "DELETE FROM identifier WHERE reference = $1", restriction.reference);
  for (std::size_t i = 0; i < restriction.email.size(); ++i) {
    run(session, insertion("identifier", "reference, place, written"), restriction.reference, i, restriction.email[i]);
  }
}

constexpr const char* kPresent =
    "INSERT INTO restriction (reference, year, number, created, version, status, starts, ends, terms, record, changed, "
    "review_by, legal_hold, emergency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
    "ON CONFLICT (reference) DO UPDATE SET version = excluded.version, status = excluded.status, "
    "starts = excluded.starts, ends = excluded.ends, terms = excluded.terms, record = excluded.record, "
    "changed = excluded.changed, review_by = excluded.review_by, legal_hold = excluded.legal_hold, "
    "emergency = excluded.emergency";

std::optional<std::string> text_of(const std::optional<policy::Day>& day) {
  if (!day) return std::nullopt;
  return policy::to_text(*day);
}

}  // namespace

std::uint64_t revision_of(Session& session) {
  return static_cast<std::uint64_t>(number(session, "SELECT number FROM revision"));
}

void next_revision(Session& session) {
  run(session, "UPDATE revision SET number = number + 1");
}

std::vector<policy::Councillor> councillors_of(Session& session) {
  std::vector<policy::Councillor> councillors;
  Query row(session, "SELECT record FROM councillor ORDER BY first_address");
  while (row.next()) councillors.push_back(councillor_from_json(Json::parse(row.at<std::string>(0))));
  return councillors;
}

std::vector<policy::ProtectedAddress> protected_of(Session& session) {
  std::vector<policy::ProtectedAddress> entries;
  Query row(session, "SELECT address, why FROM protected_address ORDER BY address");
  while (row.next()) entries.push_back({row.at<std::string>(0), row.at<std::string>(1)});
  return entries;
}

LoggedRestriction logged(const Query& row) {
  return {restriction_from_json(Json::parse(row.at<std::string>(0))), row.at<std::uint64_t>(1),
          row.at<std::chrono::sys_seconds>(2), row.at<std::chrono::sys_seconds>(3)};
}

void write_restriction(Session& session, const policy::Restriction& restriction, std::uint64_t version,
                       std::chrono::sys_seconds at) {
  const auto [year, number] = number_of(restriction.reference);
  const std::string record = line_of(to_json(restriction));
  run(session, kPresent, restriction.reference, year, number, at, version, restriction.status,
      text_of(restriction.starts), text_of(restriction.ends), line_of(to_json(restriction.terms)), record, at,
      text_of(restriction.review_by), restriction.legal_hold, restriction.emergency.has_value());
  run(session, insertion("restriction_version", "reference, version, record, changed"), restriction.reference, version,
      record, at);
  write_identifiers(session, restriction);
}

void remove_restriction(Session& session, const policy::Reference& reference) {
  run(session,
      "INSERT INTO removed_restriction (reference, year, number) SELECT reference, year, number FROM restriction WHERE "
      "reference = $1",
      reference);
  run(session, "DELETE FROM identifier WHERE reference = $1", reference);
  run(session, "DELETE FROM restriction_version WHERE reference = $1", reference);
  run(session, "DELETE FROM counted_message WHERE restriction = $1", reference);
  run(session, "DELETE FROM restriction WHERE reference = $1", reference);
}

}  // namespace postern::db
