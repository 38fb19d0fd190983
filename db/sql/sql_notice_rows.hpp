// Notices to customers: when each was, so that the next one does not come too soon. Private to db/; within a
// transaction of the caller, failures as sql_session.hpp.
#pragma once
#include "db/mail_log.hpp"
#include "db/shared/attempt_result.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

/// The notice's row, unless it comes too soon after or before another one.
void insert_notice(Session& session, const Notice& notice, const std::string& enforcement);
/// What settle() does to a notice whose message failed: it is gone, unless it has left already.
void withdraw_notice(Session& session, const std::string& enforcement);
/// What attempted() does beside the row of a notice: events for whom it did not reach, and when it went out.
void note_attempt_of_notice(Session& session, const AttemptResult& result, std::chrono::sys_seconds at);
/// Every notice under a restriction that is removed for good.
void remove_notices(Session& session, const policy::Reference& restriction);

}  // namespace postern::db
