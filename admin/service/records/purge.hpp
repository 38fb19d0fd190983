// Removing what is past its time (`retention` of the configuration): messages of the quarantine, events, and
// restrictions that have ended or were declined. A message that still waits goes only a week after a digest that was
// sent has listed it; what is held stays, however old. As central_log.hpp.
#pragma once
#include "admin/service/log/acting.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

/// What purge() would remove now, up to the limit of one run.
policy::Result<db::Removal> past_its_time(db::Store& store, const Acting& acting);
/// Removes it, in small transactions, each with its audit entry, and the files after their rows; at most
/// kLimitOfARun of each kind. Seals first: an event that is removed leaves its hash in the chain.
/// Refused, and nothing removed, where the clock cannot be believed (faults.md Q9): more than 400 days after the run
/// before (for the first run: the last audit entry), or more than a day earlier than it. A run at least 20 hours after
/// a refused one believes the clock. What still waits needs more: more than eight days after the run before it is left
/// alone, until a run that comes between 20 hours and eight days after that one.
policy::Result<db::Removal> purge(db::Store& store, mail::KeptMessages& files, const Acting& acting);
/// Seals what is not later than `until`, in batches.
policy::Result<std::size_t> seal(db::EventSeals& seals, std::chrono::sys_seconds until, const db::Actor& actor,
                                 std::chrono::sys_seconds now);

inline constexpr std::size_t kLimitOfARun = 10000;
/// Under this name the store remembers the last run.
inline constexpr const char* kPurgeRun = "purge";

}  // namespace postern::admin
