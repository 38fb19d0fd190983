#include "db/json/record_json.hpp"

#include "db/json/journal_json.hpp"
#include "db/json/json_fields.hpp"

namespace postern::db {
namespace {

Json to_json(const policy::Warning& warning) {
  Json json = Json::object();
  put(json, "on", warning.on);
  put(json, "by", warning.by);
  put(json, "note", warning.note);
  return json;
}

Json to_json(const policy::Authorisation& authorised) {
  Json json = Json::object();
  put(json, "by", authorised.by);
  put(json, "on", authorised.on);
  put(json, "evidence", authorised.evidence);
  return json;
}

Json to_json(const policy::Informed& informed) {
  Json json = Json::object();
  put(json, "on", informed.on);
  put(json, "how", informed.how);
  put(json, "by", informed.by);
  return json;
}

Json to_json(const policy::Ended& ended) {
  Json json = Json::object();
  put(json, "on", ended.on);
  put(json, "by", ended.by);
  json["how"] = policy::to_text(ended.how);
  put(json, "why", ended.why);
  return json;
}

policy::Ended ended_from_json(const Json& json) {
  const std::string how = json.at("how");
  return {day_in(json, "on"), text_of(json, "by"), known(policy::ending_from_text(how), how), text_of(json, "why")};
}

/// `name_key` is `name`, or `service` for whoever asked for the restriction.
void put_person(Json& json, const char* key, const char* name_key, const std::optional<policy::Person>& person) {
  if (!person) return;
  Json fields = Json::object();
  put(fields, name_key, person->name);
  put(fields, "contact", person->contact);
  json[key] = std::move(fields);
}

std::optional<policy::Person> person_in(const Json& json, const char* key, const char* name_key) {
  const auto found = json.find(key);
  if (found == json.end()) return std::nullopt;
  return policy::Person{text_of(*found, name_key), text_of(*found, "contact")};
}

Json customer_json(const policy::Restriction& restriction) {
  Json identifiers = Json::object();
  put(identifiers, "email", restriction.email);
  put(identifiers, "telephone", restriction.telephone);
  Json customer = Json::object();
  put(customer, "name", restriction.customer_name);
  put_filled(customer, "identifiers", std::move(identifiers));
  return customer;
}

/// What led to the decision (¶6 to ¶9).
void put_grounds(Json& json, const policy::Restriction& restriction) {
  put_person(json, "support_worker", "name", restriction.support_worker);
  put_person(json, "requested_by", "service", restriction.requested_by);
  put(json, "drafted_by", restriction.drafted_by);
  put(json, "reasons", restriction.reasons);
  Json warnings = Json::array();
  for (const policy::Warning& warning : restriction.warnings) warnings.push_back(to_json(warning));
  put_filled(json, "warnings", std::move(warnings));
  put(json, "no_warning_because", restriction.no_warning_because);
  put(json, "measures_considered", restriction.measures_considered);
}

/// Who decided, when it holds, and how it ended.
void put_course(Json& json, const policy::Restriction& restriction) {
  Json channels = Json::object();
  for (const auto& [channel, arrangement] : restriction.other_channels) channels[channel] = arrangement;
  put_filled(json, "other_channels", std::move(channels));
  if (restriction.authorised) json["authorised"] = to_json(*restriction.authorised);
  if (restriction.informed) json["informed"] = to_json(*restriction.informed);
  put(json, "starts", restriction.starts);
  put(json, "ends", restriction.ends);
  put(json, "review_by", restriction.review_by);
  if (restriction.legal_hold) json["legal_hold"] = true;
  json["status"] = policy::to_text(restriction.status);
  if (restriction.ended) json["ended"] = to_json(*restriction.ended);
}

void read_grounds(const Json& json, policy::Restriction& restriction) {
  restriction.support_worker = person_in(json, "support_worker", "name");
  restriction.requested_by = person_in(json, "requested_by", "service");
  restriction.drafted_by = text_of(json, "drafted_by");
  restriction.reasons = text_of(json, "reasons");
  for (const Json& entry : list_in(json, "warnings")) {
    restriction.warnings.push_back({day_in(entry, "on"), text_of(entry, "by"), text_of(entry, "note")});
  }
  restriction.no_warning_because = text_of(json, "no_warning_because");
  restriction.measures_considered = text_of(json, "measures_considered");
}

void read_course(const Json& json, policy::Restriction& restriction) {
  const Json channels = object_in(json, "other_channels");
  for (const auto& [channel, arrangement] : channels.items()) {
    restriction.other_channels.emplace_back(channel, arrangement);
  }
  if (const auto it = json.find("authorised"); it != json.end()) {
    restriction.authorised = policy::Authorisation{text_of(*it, "by"), day_in(*it, "on"), text_of(*it, "evidence")};
  }
  if (const auto it = json.find("informed"); it != json.end()) {
    restriction.informed = policy::Informed{day_in(*it, "on"), text_of(*it, "how"), text_of(*it, "by")};
  }
  restriction.starts = day_in(json, "starts");
  restriction.ends = day_in(json, "ends");
  restriction.review_by = day_in(json, "review_by");
  restriction.legal_hold = json.value("legal_hold", false);
  const std::string status = json.at("status");
  restriction.status = known(policy::status_from_text(status), status);
  if (const auto it = json.find("ended"); it != json.end()) restriction.ended = ended_from_json(*it);
}

}  // namespace

Json to_json(const policy::Restriction& restriction) {
  Json json = Json::object();
  put(json, "reference", restriction.reference);
  put_filled(json, "customer", customer_json(restriction));
  put_grounds(json, restriction);
  json["email"] = to_json(restriction.terms);
  put_course(json, restriction);
  put_journal(json, restriction);
  return json;
}

policy::Restriction restriction_from_json(const Json& json) {
  policy::Restriction restriction;
  restriction.reference = text_of(json, "reference");
  const Json customer = object_in(json, "customer");
  restriction.customer_name = text_of(customer, "name");
  const Json identifiers = object_in(customer, "identifiers");
  restriction.email = texts_of(identifiers, "email");
  restriction.telephone = texts_of(identifiers, "telephone");
  read_grounds(json, restriction);
  restriction.terms = terms_from_json(json.at("email"));
  read_course(json, restriction);
  read_journal(json, restriction);
  return restriction;
}

}  // namespace postern::db
