// Kept messages: looked at or released by people, or removed with a reason. As central_log.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

/// What to release: all recipients that wait, or one of them; to them, or to another council address.
struct Release {
  std::string id;
  std::optional<std::string> only;
  std::optional<std::string> to;
};

/// What is known of it, with an audit entry of who looked: nobody sees it without a trace, and the alarm about unread
/// messages starts anew.
policy::Result<db::KeptEntry> look_at(db::Store& store, const std::string& id, const Acting& acting);
/// Puts rows of kind release into the outbox; the daemon submits them. Refused where nobody waits, where the bytes are
/// missing or do not have the size and sum that the store noted, and where `to` is no council address. Answers with the
/// recipients.
policy::Result<std::vector<std::string>> release(db::Store& store, const mail::KeptMessages& files, const Release& what,
                                                 const Acting& acting);
/// Marks it deleted and removes the file where nothing else needs it. Needs a reason.
policy::Result<> remove(db::Store& store, mail::KeptMessages& files, const std::string& id, const std::string& why,
                        const Acting& acting);
/// One word for the whole message, for lists: of what waits, kept before held before refused; else released, else
/// deleted.
db::KeptStatus status_of(const db::KeptEntry& entry);

}  // namespace postern::admin
