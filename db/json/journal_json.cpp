#include "db/json/journal_json.hpp"

#include "db/json/record_json.hpp"

namespace postern::db {
namespace {

Json to_json(const policy::Review& review) {
  Json json = Json::object();
  put(json, "on", review.on);
  put(json, "by", review.by);
  json["outcome"] = policy::to_text(review.outcome);
  put(json, "note", review.note);
  put(json, "next", review.next);
  return json;
}

Json to_json(const policy::Representation& one) {
  Json json = Json::object();
  put(json, "on", one.on);
  put(json, "text", one.text);
  put(json, "outcome", one.outcome);
  put(json, "by", one.by);
  put(json, "outcome_on", one.outcome_on);
  return json;
}

Json to_json(const policy::Note& note) {
  Json json = Json::object();
  put(json, "on", note.on);
  put(json, "by", note.by);
  put(json, "text", note.text);
  if (note.change_of_circumstances) json["change_of_circumstances"] = true;
  return json;
}

Json to_json(const policy::Emergency& emergency) {
  Json json = Json::object();
  put(json, "by", emergency.by);
  put(json, "at", emergency.at);
  put(json, "why", emergency.why);
  put(json, "completed", emergency.completed);
  return json;
}

Json to_json(const policy::Proposal& proposal) {
  Json json = Json::object();
  put(json, "drafted_by", proposal.drafted_by);
  put(json, "on", proposal.on);
  put(json, "why", proposal.why);
  json["email"] = db::to_json(proposal.terms);
  return json;
}

template <class T>
void put_list(Json& json, const char* key, const std::vector<T>& entries) {
  Json list = Json::array();
  for (const T& entry : entries) list.push_back(to_json(entry));
  put_filled(json, key, std::move(list));
}

policy::Review review_from_json(const Json& json) {
  const std::string outcome = json.at("outcome");
  return {day_in(json, "on"), text_of(json, "by"), known(policy::outcome_from_text(outcome), outcome),
          text_of(json, "note"), day_in(json, "next")};
}

}  // namespace

void put_journal(Json& json, const policy::Restriction& restriction) {
  put_list(json, "reviews", restriction.reviews);
  put_list(json, "representations", restriction.representations);
  put_list(json, "notes", restriction.notes);
  if (restriction.emergency) json["emergency"] = to_json(*restriction.emergency);
  if (restriction.proposal) json["proposal"] = to_json(*restriction.proposal);
}

void read_journal(const Json& json, policy::Restriction& restriction) {
  for (const Json& entry : list_in(json, "reviews")) restriction.reviews.push_back(review_from_json(entry));
  for (const Json& entry : list_in(json, "representations")) {
    restriction.representations.push_back({day_in(entry, "on"), text_of(entry, "text"), text_of(entry, "outcome"),
                                           text_of(entry, "by"), day_in(entry, "outcome_on")});
  }
  for (const Json& entry : list_in(json, "notes")) {
    restriction.notes.push_back({day_in(entry, "on"), text_of(entry, "by"), text_of(entry, "text"),
                                 entry.value("change_of_circumstances", false)});
  }
  if (const auto it = json.find("emergency"); it != json.end()) {
    restriction.emergency =
        policy::Emergency{text_of(*it, "by"), instant_in(*it, "at"), text_of(*it, "why"), instant_in(*it, "completed")};
  }
  if (const auto it = json.find("proposal"); it != json.end()) {
    restriction.proposal = policy::Proposal{text_of(*it, "drafted_by"), day_in(*it, "on"), text_of(*it, "why"),
                                            terms_from_json(it->at("email"))};
  }
}

}  // namespace postern::db
