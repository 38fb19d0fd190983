#include "db/event_seal.hpp"

#include <nlohmann/json.hpp>

#include "db/chain/canonical_text.hpp"
#include "db/chain/valid_text.hpp"
#include "policy/time/day.hpp"

namespace postern::db {

const char* const kEventsSealed = "events-sealed";

std::string hash_of(const StoredEvent& stored, const std::string& salt) {
  const Event& event = stored.event;
  std::string canonical = "postern-event-1\n";
  add_field(canonical, salt);
  add_field(canonical, std::to_string(event.id));
  add_field(canonical, stored.enforcement);
  add_field(canonical, policy::to_text(event.at));
  if (event.restriction) {
    add_field(canonical, *event.restriction);
  } else {
    canonical += "-\n";
  }
  for (const std::string* text : {&event.identity, &event.address, &event.recipient, &event.action, &event.rule,
                                  &event.queue_id, &event.message_id, &event.client, &event.helo}) {
    add_field(canonical, *text);
  }
  add_field(canonical, event.authenticated ? "1" : "0");
  for (const std::string* text : {&event.choice_of, &event.copy_id, &event.note}) add_field(canonical, *text);
  return sha256_of(canonical);
}

AuditNote note_of(const EventSeal& seal) {
  const nlohmann::ordered_json json = {{"from", seal.from}, {"to", seal.to}, {"events", seal.events}};
  return {kEventsSealed, std::to_string(seal.from) + "-" + std::to_string(seal.to), json.dump()};
}

std::optional<EventSeal> seal_in(const std::string& data) {
  const auto json = nlohmann::json::parse(data, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    EventSeal seal{json.at("from").get<std::int64_t>(), json.at("to").get<std::int64_t>(), {}};
    for (const auto& one : json.at("events")) {
      seal.events.emplace_back(one.at(0).get<std::int64_t>(), one.at(1).get<std::string>());
    }
    return seal;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace postern::db
