// Reading the central log.
#include <algorithm>

#include "db/sql/audit_rows.hpp"
#include "db/sql/record_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {

policy::Result<std::uint64_t> SqlStore::revision() {
  return reading<std::uint64_t>([](Session& session) { return revision_of(session); });
}

policy::Result<LogContents> SqlStore::contents() {
  return reading_much<LogContents>([](Session& session) {
    LogContents contents;
    contents.revision = revision_of(session);
    Query row(session, "SELECT record, version, created, changed FROM restriction");
    while (row.next()) contents.restrictions.push_back(logged(row));
    std::sort(contents.restrictions.begin(), contents.restrictions.end(), [](const auto& a, const auto& b) {
      return policy::lower(a.restriction.reference, b.restriction.reference);
    });
    contents.councillors = councillors_of(session);
    contents.protected_addresses = protected_of(session);
    return contents;
  });
}

policy::Result<LoggedRestriction> SqlStore::restriction(const policy::Reference& reference) {
  return reading<LoggedRestriction>([&](Session& session) -> policy::Result<LoggedRestriction> {
    Query row(session, "SELECT record, version, created, changed FROM restriction WHERE reference = $1", reference);
    if (!row.next()) return policy::refused(reference + ": there is no such restriction");
    return logged(row);
  });
}

policy::Result<std::vector<LoggedRestriction>> SqlStore::history(const policy::Reference& reference) {
  using Versions = std::vector<LoggedRestriction>;
  return reading<Versions>([&](Session& session) -> policy::Result<Versions> {
    Versions versions;
    Query row(session,
              "SELECT v.record, v.version, r.created, v.changed FROM restriction_version v JOIN restriction r ON "
              "r.reference = v.reference WHERE v.reference = $1 ORDER BY v.version",
              reference);
    while (row.next()) versions.push_back(logged(row));
    if (versions.empty()) return policy::refused(reference + ": there is no such restriction");
    return versions;
  });
}

policy::Result<std::vector<AuditEntry>> SqlStore::audit(std::uint64_t after, std::size_t limit) {
  return reading_much<std::vector<AuditEntry>>([&](Session& session) { return entries_after(session, after, limit); });
}

policy::Result<AuditHead> SqlStore::audit_head() {
  return reading<AuditHead>([](Session& session) { return head_of(session); });
}

policy::Result<> SqlStore::copy_to(const std::string& path) {
  return engine_->copy_to(path);
}

policy::Result<> SqlStore::compact() {
  return engine_->compact();
}

}  // namespace postern::db
