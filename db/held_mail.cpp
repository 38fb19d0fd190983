#include "db/held_mail.hpp"

namespace postern::db {

bool is_due(const KeptRecipient& recipient, std::chrono::sys_seconds at, std::chrono::sys_seconds now) {
  if (recipient.status != KeptStatus::held || !recipient.release_at) return false;
  const bool ahead = at > now + kClockIsAhead;
  // A time that was found after the clock was set right lies before the message.
  if (ahead && *recipient.release_at >= at) return true;
  return *recipient.release_at <= now && (ahead || at <= now - kSettledAfter);
}

}  // namespace postern::db
