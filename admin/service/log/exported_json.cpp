#include "admin/service/log/exported_json.hpp"

#include "db/json/record_json.hpp"
#include "db/shared/words.hpp"
#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

Json null_or(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

template <class T>
Json null_or(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string cell(const Json& value) {
  std::string text = value.is_null() ? "" : value.is_string() ? value.get<std::string>() : value.dump();
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Json json_of(const db::Event& event) {
  return {{"at", policy::to_text(event.at)},
          {"restriction", null_or(event.restriction)},
          {"identity", event.identity},
          {"address", event.address},
          {"recipient", event.recipient},
          {"action", event.action},
          {"rule", event.rule},
          {"queue_id", event.queue_id},
          {"message_id", event.message_id},
          {"client", event.client},
          {"authenticated", event.authenticated},
          {"helo", event.helo},
          {"choice_of", null_or(event.choice_of)},
          {"copy_id", null_or(event.copy_id)},
          {"note", event.note}};
}

Json json_of(const db::AuditEntry& entry) {
  Json data = entry.data ? Json::parse(*entry.data, nullptr, false) : Json(nullptr);
  if (data.is_discarded()) data = *entry.data;
  return {{"sequence", entry.sequence},
          {"at", policy::to_text(entry.at)},
          {"actor", entry.actor},
          {"login", entry.login},
          {"action", entry.action},
          {"subject", entry.subject},
          {"data", std::move(data)},
          {"salt", null_or(entry.salt)},
          {"data_hash", entry.data_hash},
          {"previous", entry.previous},
          {"hash", entry.hash}};
}

Json json_of(const db::LoggedRestriction& version) {
  return {{"version", version.version},
          {"changed", policy::to_text(version.changed)},
          {"record", db::to_json(version.restriction)}};
}

Json json_of(const db::KeptEntry& entry) {
  const db::KeptMessage& message = entry.message;
  Json recipients = Json::array();
  for (const db::KeptRecipient& one : entry.recipients) {
    recipients.push_back({{"recipient", one.recipient},
                          {"status", to_text(one.status)},
                          {"restriction", null_or(one.restriction)},
                          {"choice_of", null_or(one.choice_of)},
                          {"note", one.note}});
  }
  return {{"id", message.id},
          {"at", policy::to_text(message.at)},
          {"mail_from", message.mail_from},
          {"queue_id", message.queue_id},
          {"message_id", message.message_id},
          {"client", message.client},
          {"helo", message.helo},
          {"size", message.size},
          {"sha256", message.sha256},
          {"recipients", std::move(recipients)}};
}

Json json_of(const db::NoticeRecord& notice) {
  return {{"restriction", notice.restriction},
          {"at", policy::to_text(notice.at)},
          {"customer", notice.customer},
          {"sent", notice.sent ? Json(policy::to_text(*notice.sent)) : Json(nullptr)}};
}

Json json_of(const db::CountedMessage& message) {
  return {{"restriction", message.restriction}, {"at", policy::to_text(message.at)}};
}

std::string text_of(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_of(const std::vector<db::Event>& events) {
  std::string text;
  const Json names = json_of(db::Event{});
  for (const auto& [name, value] : names.items()) text += (text.empty() ? "" : ",") + name;
  text += "\r\n";
  for (const db::Event& event : events) {
    std::string line;
    const Json row = json_of(event);
    for (const auto& [name, value] : row.items()) line += (line.empty() ? "" : ",") + cell(value);
    text += line + "\r\n";
  }
  return text;
}

}  // namespace postern::admin
