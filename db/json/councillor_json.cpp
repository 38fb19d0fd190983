// A councillor with the choices made (policy ¶13).
#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"

namespace postern::db {
namespace {

Json to_json(const policy::Choice& choice) {
  Json json = Json::object();
  json["customer"] = choice.customer;
  if (choice.action == policy::Action::forward) {
    json["action"] = {{"forward", choice.forward_to}};
  } else {
    json["action"] = policy::to_text(choice.action);
  }
  put(json, "since", choice.since);
  put(json, "because", choice.because);
  put(json, "asked_by", choice.asked_by);
  return json;
}

policy::Choice choice_from_json(const Json& json) {
  policy::Choice choice;
  choice.customer = json.at("customer");
  const Json& action = json.at("action");
  if (action.is_object()) {
    choice.action = policy::Action::forward;
    choice.forward_to = action.at("forward");
  } else {
    const std::string text = action;
    choice.action = known(policy::action_from_text(text), text);
  }
  choice.since = day_in(json, "since");
  choice.because = text_of(json, "because");
  choice.asked_by = text_of(json, "asked_by");
  return choice;
}

}  // namespace

Json to_json(const policy::Councillor& councillor) {
  Json json = Json::object();
  put(json, "name", councillor.name);
  put(json, "ward", councillor.ward);
  json["addresses"] = councillor.addresses;
  Json choices = Json::array();
  for (const policy::Choice& choice : councillor.choices) choices.push_back(to_json(choice));
  put_filled(json, "choices", std::move(choices));
  return json;
}

policy::Councillor councillor_from_json(const Json& json) {
  policy::Councillor councillor{text_of(json, "name"), text_of(json, "ward"), texts_of(json, "addresses"), {}};
  for (const Json& choice : list_in(json, "choices")) councillor.choices.push_back(choice_from_json(choice));
  return councillor;
}

}  // namespace postern::db
