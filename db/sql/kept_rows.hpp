// Kept messages and their recipients as rows. Private to db/; within a transaction of the caller, failures as
// sql_session.hpp.
#pragma once
#include "db/mail_log.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

void insert_kept_message(Session& session, const KeptMessage& message, const std::string& enforcement);
void insert_kept_recipient(Session& session, const std::string& message, std::int64_t place,
                           const KeptRecipient& recipient);
/// Nothing where there is no such message.
std::optional<KeptEntry> kept_entry(Session& session, const std::string& id);
/// All of them, oldest first.
std::vector<KeptEntry> kept_entries(Session& session);
bool is_kept(Session& session, const std::string& id);
/// Whether somebody waits for its bytes, or a submission does.
bool is_needed(Session& session, const std::string& id);

}  // namespace postern::db
