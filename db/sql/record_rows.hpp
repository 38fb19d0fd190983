// What the council decided, as rows. Private to db/; within a transaction of the caller, failures as sql_session.hpp. A
// record that cannot be read throws: never an empty answer.
#pragma once
#include "db/central_log.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

std::uint64_t revision_of(Session& session);
/// Whatever changes restrictions, councillors or protected addresses calls it.
void next_revision(Session& session);
std::vector<policy::Councillor> councillors_of(Session& session);
std::vector<policy::ProtectedAddress> protected_of(Session& session);
/// The record, its version, when it was created and when changed, from the first column on.
LoggedRestriction logged(const Query& row);
/// Puts the version in the place of the present one, beside what the history has.
void write_restriction(Session& session, const policy::Restriction& restriction, std::uint64_t version,
                       std::chrono::sys_seconds at);
/// With every version. Its reference is never given again.
void remove_restriction(Session& session, const policy::Reference& reference);

}  // namespace postern::db
