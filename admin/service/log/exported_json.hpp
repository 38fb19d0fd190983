// What the store holds as JSON, for exports and scripts: every field, in an order that stays. Pure.
#pragma once
#include <nlohmann/json.hpp>

#include "db/central_log.hpp"
#include "db/mail_log.hpp"
#include "db/notice_records.hpp"

namespace postern::admin {

nlohmann::ordered_json json_of(const db::Event& event);
nlohmann::ordered_json json_of(const db::AuditEntry& entry);  ///< `data` as JSON; null where they were removed
nlohmann::ordered_json json_of(const db::LoggedRestriction& version);
nlohmann::ordered_json json_of(const db::KeptEntry& entry);
nlohmann::ordered_json json_of(const db::NoticeRecord& notice);
nlohmann::ordered_json json_of(const db::CountedMessage& message);
/// One line at the end; bytes that are no UTF-8 become U+FFFD.
std::string text_of(const nlohmann::ordered_json& json);
/// Rows of comma-separated values (RFC 4180) with a header line. A cell that a spreadsheet would take for a formula
/// gets an apostrophe before it.
std::string csv_of(const std::vector<db::Event>& events);

}  // namespace postern::admin
