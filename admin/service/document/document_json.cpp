#include "admin/service/document/document_json.hpp"

#include <nlohmann/json.hpp>

#include "db/json/record_json.hpp"

namespace postern::admin {

nlohmann::ordered_json json_of(const policy::ProtectedAddress& entry) {
  return {{"address", entry.address}, {"why", entry.why}};
}

nlohmann::ordered_json json_of(const RulesDocument& document) {
  using Json = nlohmann::ordered_json;
  Json json = {{"restrictions", Json::array()}, {"councillors", Json::array()}, {"protected", Json::array()}};
  for (const auto& one : document.restrictions) json["restrictions"].push_back(db::to_json(one));
  for (const auto& one : document.councillors) json["councillors"].push_back(db::to_json(one));
  for (const auto& one : document.protected_addresses) json["protected"].push_back(json_of(one));
  return json;
}

}  // namespace postern::admin
