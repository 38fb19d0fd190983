// Digests and alarms: what is to be told to whom now, put into the outbox in one transaction with the note that it
// was done. As central_log.hpp.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/service/log/acting.hpp"
#include "db/store.hpp"
#include "policy/time/schedule.hpp"

namespace postern::admin {

enum class Digest { officers, kept, managers, kept_alarm, review_alarm };
inline constexpr std::array kDigests{Digest::officers, Digest::kept, Digest::managers, Digest::kept_alarm,
                                     Digest::review_alarm};

/// Under this name the store remembers the last run: `digest-officers`, …, `kept-alarm`, `review-alarm`.
std::string_view run_name(Digest digest);
/// The alarms come daily, whatever the digests do.
policy::Schedule schedule_of(Digest digest, const conf::DigestSettings& settings);

struct DigestsPosted {
  std::size_t mails = 0;
  std::size_t listed = 0;   ///< kept messages, each counted once
  std::size_t alarmed = 0;  ///< what an alarm is about: messages that nobody has looked at, overdue reviews
};
/// `after` is when it was done before; `refused_addresses` a line for each address that takes no mail, for the
/// officers. Fault::conflict where somebody else did it meanwhile: nothing was posted then.
policy::Result<DigestsPosted> post_digest(db::Store& store, Digest digest,
                                          std::optional<std::chrono::sys_seconds> after, const Acting& acting,
                                          const std::vector<std::string>& refused_addresses = {});

}  // namespace postern::admin
