// What the owners of kept messages are told (decision.md 5): what waits, and what nobody has looked at. Pure.
#pragma once
#include <vector>

#include "admin/service/digests/digest_text.hpp"
#include "admin/service/digests/kept_owners.hpp"

namespace postern::admin {

/// When each message was last listed in a digest that was sent, if in any.
using Listed = std::map<std::string, std::chrono::sys_seconds>;
/// First those that nobody was told of yet, then by how long ago that was: a mail lists no more than 500, and so
/// everything is listed some day.
void put_in_turn(std::vector<db::KeptEntry>& kept, const Listed& listed);

/// One mail to each owner, with what of theirs waits. `kept` are messages that wait, in the order in which they are to
/// be listed where not all can be.
std::vector<DigestMail> kept_digests(const std::vector<db::KeptEntry>& kept, const LogView& view);
/// One mail to each owner of a message that nobody has looked at for five working days, and one of all of them to each
/// of reviews.digest_to.
std::vector<DigestMail> kept_alarms(const std::vector<db::KeptEntry>& kept, const Looks& looks, const LogView& view);
/// Those that nobody has looked at for five working days.
std::vector<const db::KeptEntry*> unread_in(const std::vector<db::KeptEntry>& kept, const Looks& looks,
                                            const LogView& view);

}  // namespace postern::admin
