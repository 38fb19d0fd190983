#include "admin/service/kept/kept_words.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "admin/service/kept/kept_mail.hpp"
#include "db/shared/words.hpp"
#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

/// As people write addresses: without the brackets of SMTP.
std::string without_brackets(const std::string& raw) {
  if (raw.size() < 2 || raw.front() != '<' || raw.back() != '>') return raw;
  return raw.substr(1, raw.size() - 2);
}

std::vector<std::string> recipients_of(const db::KeptEntry& entry) {
  std::vector<std::string> recipients;
  for (const db::KeptRecipient& one : entry.recipients) recipients.push_back(without_brackets(one.recipient));
  return recipients;
}

/// The first restriction under which it is kept; null for a councillor's choice.
Json restriction_of(const db::KeptEntry& entry) {
  for (const db::KeptRecipient& one : entry.recipients) {
    if (one.restriction) return *one.restriction;
  }
  return nullptr;
}

Json release_at_of(const db::KeptEntry& entry) {
  std::optional<std::chrono::sys_seconds> first;
  for (const db::KeptRecipient& one : entry.recipients) {
    if (one.status == db::KeptStatus::held && one.release_at)
      first = std::min(first.value_or(*one.release_at), *one.release_at);
  }
  return first ? Json(policy::to_text(*first)) : Json(nullptr);
}

Json recipient_json(const db::KeptRecipient& one) {
  return {{"recipient", without_brackets(one.recipient)},
          {"status", to_text(one.status)},
          {"restriction", one.restriction ? Json(*one.restriction) : Json(nullptr)},
          {"choice_of", text_or_null(one.choice_of)},
          {"release_at", one.release_at ? Json(policy::to_text(*one.release_at)) : Json(nullptr)},
          {"note", one.note}};
}

}  // namespace

Json summary_of(const db::KeptEntry& entry) {
  return {{"id", entry.message.id},
          {"at", policy::to_text(entry.message.at)},
          {"restriction", restriction_of(entry)},
          {"from", without_brackets(entry.message.mail_from)},
          {"recipients", recipients_of(entry)},
          {"size", entry.message.size},
          {"status", to_text(status_of(entry))},
          {"release_at", release_at_of(entry)},
          {"message_id", entry.message.message_id}};
}

std::vector<std::string> row_of(const db::KeptEntry& entry) {
  const Json restriction = restriction_of(entry);
  const std::string from = without_brackets(entry.message.mail_from);
  return {entry.message.id,
          policy::to_text(entry.message.at),
          std::string(to_text(status_of(entry))),
          restriction.is_null() ? "a choice" : restriction.get<std::string>(),
          from.empty() ? "<>" : from,
          fmt::format("{}", fmt::join(recipients_of(entry), ", ")),
          std::to_string(entry.message.size)};
}

Json details_of(const db::KeptEntry& entry, const std::string& path) {
  const db::KeptMessage& message = entry.message;
  Json json = summary_of(entry);
  json["recipients"] = Json::array();
  for (const db::KeptRecipient& one : entry.recipients) json["recipients"].push_back(recipient_json(one));
  json["queue_id"] = message.queue_id;
  json["client"] = message.client;
  json["helo"] = message.helo;
  json["sha256"] = message.sha256;
  json["path"] = path;
  return json;
}

std::vector<std::string> lines_of(const db::KeptEntry& entry, const std::string& path) {
  const db::KeptMessage& message = entry.message;
  const std::string from = without_brackets(message.mail_from);
  std::vector<std::string> lines{"id          " + message.id,
                                 "at          " + policy::to_text(message.at),
                                 "from        " + (from.empty() ? "<>" : from),
                                 "client      " + message.client + " (" + message.helo + ")",
                                 "queue id    " + message.queue_id,
                                 "message-id  " + message.message_id,
                                 "size        " + std::to_string(message.size) + " bytes",
                                 "sha256      " + message.sha256,
                                 "file        " + path};
  for (const db::KeptRecipient& one : entry.recipients) {
    const std::string by = one.restriction ? *one.restriction : "choice of " + one.choice_of;
    lines.push_back("recipient   " + without_brackets(one.recipient) + "  " + std::string(to_text(one.status)) + "  " +
                    by + (one.note.empty() ? "" : "  " + one.note));
  }
  return lines;
}

}  // namespace postern::admin
