// What the owners of kept messages are told (decision.md 5): what waits, and what nobody has looked at. Pure.
#pragma once
#include <vector>

#include "admin/service/digest_text.hpp"
#include "admin/service/kept_owners.hpp"

namespace postern::admin {

/// One mail to each owner, with everything of theirs that waits. `kept` are messages that wait, oldest first.
std::vector<DigestMail> kept_digests(const std::vector<db::KeptEntry>& kept, const LogView& view);
/// One mail to each owner of a message that nobody has looked at for five working days, and one of all of them to each
/// of reviews.digest_to.
std::vector<DigestMail> kept_alarms(const std::vector<db::KeptEntry>& kept, const Looks& looks, const LogView& view);
/// Those that nobody has looked at for five working days.
std::vector<const db::KeptEntry*> unread_in(const std::vector<db::KeptEntry>& kept, const Looks& looks,
                                            const LogView& view);

}  // namespace postern::admin
