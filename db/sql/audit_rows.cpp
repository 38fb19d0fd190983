#include "db/sql/audit_rows.hpp"

namespace postern::db {
namespace {

constexpr const char* kAuditColumns =
    "sequence, at, actor, login, action, subject, data_hash, previous, hash, salt, data";

auto audit_fields(auto& entry) {
  return std::tie(entry.sequence, entry.at, entry.actor, entry.login, entry.action, entry.subject, entry.data_hash,
                  entry.previous, entry.hash, entry.salt, entry.data);
}

}  // namespace

AuditHead head_of(Session& session) {
  Query row(session, "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
  if (!row.next()) return no_entries();
  return {row.at<std::uint64_t>(0), row.at<std::string>(1)};
}

void append_audit(Session& session, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  const AuditEntry entry = chained(head_of(session), note, actor, at);
  run(session, insertion("audit", kAuditColumns), audit_fields(entry));
}

std::vector<AuditEntry> entries_after(Session& session, std::uint64_t after, std::size_t limit) {
  std::vector<AuditEntry> entries;
  Query row(session,
            std::string("SELECT ") + kAuditColumns + " FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            after, limit);
  while (row.next()) row.read(0, audit_fields(entries.emplace_back()));
  return entries;
}

}  // namespace postern::db
