#include "admin/service/document/rules_document_reader.hpp"
#include "policy/time/quantity.hpp"

namespace postern::admin {
namespace {

void read_hours(conf::YamlMap& map, std::vector<policy::ContactHours>& hours) {
  policy::ContactHours one;
  for (const std::string& text : texts_of(map, "days")) {
    if (const auto day = policy::weekday_from_text(text)) {
      one.days.push_back(*day);
    } else {
      map.problem("days", "\"" + text + "\" is no day of the week; allowed: mon, tue, wed, thu, fri, sat, sun");
    }
  }
  if (map.node().find("days") == nullptr) map.problem("days", "is needed; allowed: a list such as [mon, tue]");
  const auto from = policy::time_of_day_from_text(text_of(map, "from"));
  const auto to = policy::time_of_day_from_text(text_of(map, "to"));
  if (!from) map.problem("from", "must be a time of day; allowed: \"00:00\" to \"24:00\"");
  if (!to) map.problem("to", "must be a time of day; allowed: \"00:00\" to \"24:00\"");
  if (from && to && *from >= *to) map.problem("to", "must be later than from");
  one.from = from.value_or(std::chrono::minutes{});
  one.to = to.value_or(std::chrono::minutes{});
  map.finish();
  hours.push_back(std::move(one));
}

policy::Volume read_volume(conf::YamlMap& map) {
  policy::Volume volume;
  if (const auto messages = map.integer("messages", 1, 1'000'000)) {
    volume.messages = static_cast<unsigned>(*messages);
  } else if (map.node().find("messages") == nullptr) {
    map.problem("messages", "is needed; allowed: a number from 1");
  }
  if (const auto per = map.one_of("per", {"day", "week", "month"})) {
    volume.per = *policy::period_from_text(*per);
  } else if (map.node().find("per") == nullptr) {
    map.problem("per", "is needed; allowed: day, week, month");
  }
  map.finish();
  return volume;
}

void read_contacts(conf::YamlMap& map, policy::Terms& terms) {
  const auto word = word_of(map, "contacts");
  if (!word) {
    terms.contacts = texts_of(map, "contacts");
  } else if (*word == "any") {
    terms.any_contact = true;
  } else {
    map.problem("contacts", "\"" + *word + "\" is not understood; allowed: any, or a list of addresses");
  }
}

void read_access_map(conf::YamlMap& map, policy::CouncillorAccess& access) {
  const auto only = map.texts("only");
  const auto alternative = map.text("alternative");
  if (only) access = {policy::CouncillorAccess::Kind::only, *only};
  if (alternative) access = {policy::CouncillorAccess::Kind::alternative, {*alternative}};
  if (map.node().fields.size() != 1) map.problem("", "must be one of only and alternative");
  map.finish();
}

policy::CouncillorAccess read_access(conf::YamlMap& map) {
  policy::CouncillorAccess access;
  const conf::YamlNode* value = map.field("councillors");
  if (value == nullptr) return access;
  if (value->kind == conf::YamlNode::Kind::map) {
    map.map("councillors", [&](conf::YamlMap& inside) { read_access_map(inside, access); });
    return access;
  }
  const auto word = word_of(map, "councillors");
  if (word == "all") {
    access.kind = policy::CouncillorAccess::Kind::all;
  } else if (word == "none") {
    access.kind = policy::CouncillorAccess::Kind::none;
  } else {
    map.problem("councillors", "is not understood; allowed: all, none, {only: [ADDRESS]}, {alternative: ADDRESS}");
  }
  return access;
}

std::optional<policy::Action> read_action(conf::YamlMap& map, std::string_view key,
                                          std::initializer_list<std::string_view> allowed) {
  const auto word = map.one_of(key, allowed);
  return word ? policy::action_from_text(*word) : std::nullopt;
}

void read_remind_every(conf::YamlMap& map, policy::Terms& terms) {
  const auto text = map.text("remind_every");
  if (!text) return;
  terms.remind_every = policy::duration_from_text(*text);
  if (!terms.remind_every) map.problem("remind_every", "must be a duration; allowed: such as 12h or 7d");
}

}  // namespace

policy::Terms read_terms(conf::YamlMap& map) {
  policy::Terms terms;
  if (const auto action = read_action(map, "action", {"forward", "quarantine", "reject", "junk", "deliver"})) {
    terms.action = *action;
  } else if (map.node().find("action") == nullptr) {
    map.problem("action", "is needed; allowed: forward, quarantine, reject, junk, deliver");
  }
  terms.managers = texts_of(map, "managers");
  read_contacts(map, terms);
  map.maps("hours", [&](conf::YamlMap& hours) { read_hours(hours, terms.hours); });
  terms.outside_hours = read_action(map, "outside_hours", {"hold", "quarantine", "reject", "junk"});
  map.map("volume", [&](conf::YamlMap& volume) { terms.volume = read_volume(volume); });
  terms.beyond_volume = read_action(map, "beyond_volume", {"quarantine", "reject", "junk"});
  terms.councillors = read_access(map);
  terms.councillors_reason = text_of(map, "councillors_reason");
  terms.remind = map.boolean("remind").value_or(false);
  read_remind_every(map, terms);
  terms.reply = text_of(map, "reply");
  map.finish();
  return terms;
}

}  // namespace postern::admin
