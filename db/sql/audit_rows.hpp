// The audit chain as rows. Private to db/; within a transaction of the caller, failures as sql_session.hpp.
#pragma once
#include "db/chain/audit.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

AuditHead head_of(Session& session);
/// Appends `note` to the chain.
void append_audit(Session& session, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at);
/// At most `limit` entries after sequence `after`, in order.
std::vector<AuditEntry> entries_after(Session& session, std::uint64_t after, std::size_t limit);

}  // namespace postern::db
