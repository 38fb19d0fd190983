// What the authorising officers and the Director are told (policy ¶10, ¶11): what needs a decision of theirs. Pure.
#pragma once
#include <map>
#include <optional>
#include <vector>

#include "admin/service/digests/digest_text.hpp"
#include "admin/service/digests/kept_owners.hpp"

namespace postern::admin {

struct OfficersMatters {
  const std::vector<db::KeptEntry>& kept;  ///< those that wait, oldest first
  const Looks& looks;
  const std::map<policy::Reference, std::chrono::sys_seconds>& last_events;
  std::vector<std::string> refused_addresses = {};  ///< a line for each address that must take mail, and takes none
};

/// One mail to all of them; nothing where there is nothing to tell, or nobody to tell it to.
std::optional<DigestMail> officers_digest(const OfficersMatters& matters, const LogView& view);
/// How many restrictions in force have a review past its date (decision.md 7: an alarm every day).
std::size_t overdue_reviews(const LogView& view);
/// One mail about them to those who get the digest; nothing where there are none, or nobody to tell it to.
std::optional<DigestMail> overdue_alarm(const LogView& view);
/// reviews.digest_to, and every authorising officer with an e-mail address who holds the post today.
std::vector<std::string> officers_to_tell(const LogView& view);

/// A restriction in force of which no message came for so long may not be needed any more.
inline constexpr std::chrono::days kUnmetFor{90};

}  // namespace postern::admin
