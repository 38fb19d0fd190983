#include "admin/service/document/rules_document_reader.hpp"

namespace postern::admin {
namespace {

void read_customer(conf::YamlMap& map, policy::Restriction& restriction) {
  restriction.customer_name = text_of(map, "name");
  map.map("identifiers", [&](conf::YamlMap& identifiers) {
    restriction.email = texts_of(identifiers, "email");
    restriction.telephone = texts_of(identifiers, "telephone");
    identifiers.finish();
  });
  map.finish();
}

policy::Person read_person(conf::YamlMap& map, std::string_view name_key) {
  policy::Person person{text_of(map, name_key), text_of(map, "contact")};
  map.finish();
  return person;
}

policy::Warning read_warning(conf::YamlMap& map) {
  policy::Warning warning{day_of(map, "on"), text_of(map, "by"), text_of(map, "note")};
  map.finish();
  return warning;
}

policy::Authorisation read_authorisation(conf::YamlMap& map) {
  policy::Authorisation authorised{text_of(map, "by"), day_of(map, "on"), text_of(map, "evidence")};
  map.finish();
  return authorised;
}

policy::Informed read_informed(conf::YamlMap& map) {
  policy::Informed informed{day_of(map, "on"), text_of(map, "how"), text_of(map, "by")};
  map.finish();
  return informed;
}

policy::Ended read_ended(conf::YamlMap& map) {
  policy::Ended ended;
  ended.on = day_of(map, "on");
  ended.by = text_of(map, "by");
  if (const auto how = map.one_of("how", {"lifted", "expired", "superseded"})) {
    ended.how = *policy::ending_from_text(*how);
  }
  ended.why = text_of(map, "why");
  map.finish();
  return ended;
}

void read_channels(conf::YamlMap& map, policy::Restriction& restriction) {
  for (const auto& [channel, value] : map.node().fields) {
    if (const auto arranged = map.text(channel)) restriction.other_channels.emplace_back(channel, *arranged);
  }
}

/// Who asked, why, and what was tried before.
void read_grounds(conf::YamlMap& map, policy::Restriction& restriction) {
  map.map("support_worker", [&](conf::YamlMap& one) { restriction.support_worker = read_person(one, "name"); });
  map.map("requested_by", [&](conf::YamlMap& one) { restriction.requested_by = read_person(one, "service"); });
  restriction.drafted_by = text_of(map, "drafted_by");
  restriction.reasons = text_of(map, "reasons");
  map.maps("warnings", [&](conf::YamlMap& one) { restriction.warnings.push_back(read_warning(one)); });
  restriction.no_warning_because = text_of(map, "no_warning_because");
  restriction.measures_considered = text_of(map, "measures_considered");
}

/// What was decided, when it holds, and what became of it.
void read_course(conf::YamlMap& map, policy::Restriction& restriction) {
  map.map("authorised", [&](conf::YamlMap& one) { restriction.authorised = read_authorisation(one); });
  map.map("informed", [&](conf::YamlMap& one) { restriction.informed = read_informed(one); });
  restriction.starts = day_of(map, "starts");
  restriction.ends = day_of(map, "ends");
  restriction.review_by = day_of(map, "review_by");
  restriction.legal_hold = map.boolean("legal_hold").value_or(false);
  if (const auto status = map.one_of("status", {"draft", "authorised", "in-force", "ended", "declined"})) {
    restriction.status = *policy::status_from_text(*status);
  }
  map.map("ended", [&](conf::YamlMap& one) { restriction.ended = read_ended(one); });
}

void read_choice_action(conf::YamlMap& map, policy::Choice& choice) {
  const conf::YamlNode* value = map.field("action");
  if (value == nullptr) return;
  if (value->kind == conf::YamlNode::Kind::map) {
    map.map("action", [&](conf::YamlMap& inside) {
      choice.action = policy::Action::forward;
      choice.forward_to = text_of(inside, "forward");
      if (choice.forward_to.empty()) inside.problem("forward", "must be an address of the council");
      inside.finish();
    });
    return;
  }
  const auto word = word_of(map, "action");
  const auto action = word ? policy::action_from_text(*word) : std::nullopt;
  if (action == policy::Action::junk || action == policy::Action::quarantine || action == policy::Action::reject) {
    choice.action = *action;
  } else {
    map.problem("action", "is not understood; allowed: junk, quarantine, reject, {forward: ADDRESS}");
  }
}

policy::Choice read_choice(conf::YamlMap& map) {
  policy::Choice choice;
  choice.customer = text_of(map, "customer");
  if (choice.customer.empty()) map.problem("customer", "is needed: an address of the customer");
  read_choice_action(map, choice);
  choice.since = day_of(map, "since");
  choice.because = text_of(map, "because");
  choice.asked_by = text_of(map, "asked_by");
  map.finish();
  return choice;
}

}  // namespace

policy::Restriction read_restriction(conf::YamlMap& map) {
  policy::Restriction restriction;
  restriction.reference = text_of(map, "reference");
  map.map("customer", [&](conf::YamlMap& customer) { read_customer(customer, restriction); });
  read_grounds(map, restriction);
  map.map("email", [&](conf::YamlMap& email) { restriction.terms = read_terms(email); });
  if (map.node().find("email") == nullptr) map.problem("email", "is needed, with action at least");
  map.map("other_channels", [&](conf::YamlMap& channels) { read_channels(channels, restriction); });
  read_course(map, restriction);
  read_journal(map, restriction);
  map.finish();
  return restriction;
}

policy::Councillor read_councillor(conf::YamlMap& map) {
  policy::Councillor councillor;
  councillor.name = text_of(map, "name");
  councillor.ward = text_of(map, "ward");
  councillor.addresses = texts_of(map, "addresses");
  if (councillor.addresses.empty()) map.problem("addresses", "is needed: a list with at least one address");
  map.maps("choices", [&](conf::YamlMap& one) { councillor.choices.push_back(read_choice(one)); });
  map.finish();
  return councillor;
}

policy::ProtectedAddress read_protected(conf::YamlMap& map) {
  policy::ProtectedAddress entry{text_of(map, "address"), text_of(map, "why")};
  if (entry.address.empty()) map.problem("address", "is needed");
  map.finish();
  return entry;
}

}  // namespace postern::admin
