// The `email` block of a restriction.
#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "policy/time/quantity.hpp"

namespace postern::db {
namespace {

std::chrono::minutes time_in(const Json& json, const char* key) {
  const std::string text = json.at(key);
  return known(policy::time_of_day_from_text(text), text);
}

Json to_json(const policy::ContactHours& hours) {
  Json days = Json::array();
  for (const std::chrono::weekday day : hours.days) days.push_back(policy::to_text(day));
  return {{"days", days}, {"from", policy::time_of_day(hours.from)}, {"to", policy::time_of_day(hours.to)}};
}

policy::ContactHours hours_from_json(const Json& json) {
  policy::ContactHours hours;
  for (const std::string& day : texts_of(json, "days")) {
    hours.days.push_back(known(policy::weekday_from_text(day), day));
  }
  hours.from = time_in(json, "from");
  hours.to = time_in(json, "to");
  return hours;
}

void put_councillors(Json& json, const policy::CouncillorAccess& access) {
  switch (access.kind) {
    case policy::CouncillorAccess::Kind::undecided:
      return;
    case policy::CouncillorAccess::Kind::all:
      json["councillors"] = "all";
      return;
    case policy::CouncillorAccess::Kind::none:
      json["councillors"] = "none";
      return;
    case policy::CouncillorAccess::Kind::only:
      json["councillors"] = {{"only", access.addresses}};
      return;
    case policy::CouncillorAccess::Kind::alternative:
      json["councillors"] = {{"alternative", access.addresses.empty() ? "" : access.addresses.front()}};
      return;
  }
}

policy::CouncillorAccess councillors_from_json(const Json& json) {
  using Kind = policy::CouncillorAccess::Kind;
  if (json.is_null()) return {};
  if (json == "all") return {Kind::all, {}};
  if (json == "none") return {Kind::none, {}};
  if (json.contains("only")) return {Kind::only, texts_of(json, "only")};
  const std::string alternative = json.at("alternative");
  if (alternative.empty()) return {Kind::alternative, {}};
  return {Kind::alternative, {alternative}};
}

void put(Json& json, const char* key, const std::optional<policy::Action>& action) {
  if (action) json[key] = policy::to_text(*action);
}

std::optional<policy::Action> action_in(const Json& json, const char* key) {
  const std::string text = text_of(json, key);
  if (text.empty()) return std::nullopt;
  return known(policy::action_from_text(text), text);
}

void put_volume(Json& json, const std::optional<policy::Volume>& volume) {
  if (volume) json["volume"] = {{"messages", volume->messages}, {"per", policy::to_text(volume->per)}};
}

std::optional<policy::Volume> volume_in(const Json& json) {
  const auto found = json.find("volume");
  if (found == json.end()) return std::nullopt;
  const std::string per = found->at("per");
  return policy::Volume{found->at("messages"), known(policy::period_from_text(per), per)};
}

}  // namespace

Json to_json(const policy::Terms& terms) {
  Json json;
  json["action"] = policy::to_text(terms.action);
  put(json, "managers", terms.managers);
  if (terms.any_contact) json["contacts"] = "any";
  if (!terms.any_contact) put(json, "contacts", terms.contacts);
  Json hours = Json::array();
  for (const policy::ContactHours& entry : terms.hours) hours.push_back(to_json(entry));
  put_filled(json, "hours", std::move(hours));
  put(json, "outside_hours", terms.outside_hours);
  put_volume(json, terms.volume);
  put(json, "beyond_volume", terms.beyond_volume);
  put_councillors(json, terms.councillors);
  put(json, "councillors_reason", terms.councillors_reason);
  if (terms.remind) json["remind"] = true;
  if (terms.remind_every) json["remind_every"] = policy::to_text(*terms.remind_every);
  put(json, "reply", terms.reply);
  return json;
}

policy::Terms terms_from_json(const Json& json) {
  policy::Terms terms;
  const std::string action = json.at("action");
  terms.action = known(policy::action_from_text(action), action);
  terms.managers = texts_of(json, "managers");
  const Json contacts = list_in(json, "contacts");
  terms.any_contact = contacts == "any";
  if (!terms.any_contact) contacts.get_to(terms.contacts);
  for (const Json& entry : list_in(json, "hours")) terms.hours.push_back(hours_from_json(entry));
  terms.outside_hours = action_in(json, "outside_hours");
  terms.volume = volume_in(json);
  terms.beyond_volume = action_in(json, "beyond_volume");
  terms.councillors = councillors_from_json(json.value("councillors", Json()));
  terms.councillors_reason = text_of(json, "councillors_reason");
  terms.remind = json.value("remind", false);
  const std::string remind_every = text_of(json, "remind_every");
  if (!remind_every.empty()) terms.remind_every = known(policy::duration_from_text(remind_every), remind_every);
  terms.reply = text_of(json, "reply");
  return terms;
}

}  // namespace postern::db
