#include "db/retention.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace postern::db {
namespace {

using Json = nlohmann::ordered_json;

Ranges ranges_in(const nlohmann::json& json, const char* key) {
  Ranges ranges;
  if (!json.contains(key)) return ranges;
  for (const auto& one : json.at(key)) {
    ranges.emplace_back(one.at(0).get<std::int64_t>(), one.at(1).get<std::int64_t>());
  }
  return ranges;
}

}  // namespace

const char* const kPurged = "purged";
const char* const kErased = "erased";
const char* const kWithdrawn = "withdrawn";

Ranges ranges_of(std::vector<std::int64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  Ranges ranges;
  for (const std::int64_t number : numbers) {
    if (!ranges.empty() && number <= ranges.back().second + 1) {
      ranges.back().second = number;
    } else {
      ranges.emplace_back(number, number);
    }
  }
  return ranges;
}

bool names_removed(const std::string& action) {
  return action == kPurged || action == kErased || action == kWithdrawn;
}

AuditNote note_of(const Removal& removal, const std::string& action, const std::string& why) {
  Json json = {{"why", why}};
  if (!removal.events.empty()) json["events"] = ranges_of(removal.events);
  if (!removal.kept.empty()) json["kept"] = removal.kept;
  if (!removal.restrictions.empty()) json["restrictions"] = removal.restrictions;
  if (!removal.outbox.empty()) json["outbox"] = removal.outbox.size();
  if (!removal.audit.empty()) json["audit"] = ranges_of({removal.audit.begin(), removal.audit.end()});
  return {action, "", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

std::optional<RemovedNumbers> removed_in(const std::string& data) {
  const auto json = nlohmann::json::parse(data, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    return RemovedNumbers{ranges_in(json, "events"), ranges_in(json, "audit")};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace postern::db
