// Counting under a volume (policy/time/volume.hpp), a row a message. Private to db/; within a transaction of the
// caller, failures as sql_session.hpp.
#pragma once
#include "db/mail_log.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

unsigned used(Session& session, const policy::Quota& quota);
/// Counts the message under each quota; what is used up is an error, and the caller must roll back.
std::optional<policy::Error> count(Session& session, const std::vector<policy::Quota>& quotas,
                                   const std::vector<Event>& events, const std::string& enforcement);

}  // namespace postern::db
