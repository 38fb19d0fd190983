#include "admin/service/gate/audit_notes.hpp"

#include <nlohmann/json.hpp>

#include "admin/service/gate/restriction_gate.hpp"
#include "db/json/record_json.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

db::AuditNote note_of(const policy::Restriction* before, const policy::Restriction& after) {
  return note_of(audit_word(before, after), before, after, "");
}

db::AuditNote note_of(const std::string& action, const policy::Restriction* before, const policy::Restriction& after,
                      const std::string& why) {
  Json json = Json::object();
  if (before != nullptr) json["changed"] = changed_fields(*before, after);
  if (!why.empty()) json["why"] = why;
  json["record"] = db::to_json(after);
  return {action, after.reference, dumped(json)};
}

db::AuditNote note_of(const std::string& action, const policy::Councillor& councillor, const std::string& why) {
  Json json = Json::object();
  if (!why.empty()) json["why"] = why;
  json["record"] = db::to_json(councillor);
  return {action, councillor.addresses.empty() ? councillor.name : councillor.addresses.front(), dumped(json)};
}

db::AuditNote note_of(const std::string& action, const policy::ProtectedAddress& entry, const std::string& why) {
  Json json = Json::object();
  if (!why.empty()) json["why"] = why;
  json["record"] = {{"address", entry.address}, {"why", entry.why}};
  return {action, entry.address, dumped(json)};
}

}  // namespace postern::admin
