// Mail that waits for the hours of its restriction to open, decided anew at that moment. An interface, as
// central_log.hpp.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "db/mail_log.hpp"

namespace postern::db {

/// What a new decision makes of a held message, in one transaction.
struct Redecision {
  std::string id;                         ///< random and never empty, as Enforcement::id
  std::string message;                    ///< the kept message
  std::vector<KeptRecipient> recipients;  ///< as they are from now on; each must be held until now
  std::vector<Event> events;
  std::vector<OutboxRow> outbox;  ///< all `ready`
  std::vector<policy::Quota> counts;
};

/// Notes of the events of a new decision.
inline constexpr std::string_view kReleased = "released";
inline constexpr std::string_view kHeldAgain = "held-again";
inline constexpr std::string_view kNotReleased = "not-released: ";  ///< and why
/// Whether the event is about a message that came earlier: no new contact.
inline bool is_decided_anew(const Event& event) {
  return event.note == kReleased || event.note == kHeldAgain || event.note.starts_with(kNotReleased);
}

/// A message whose edits fail takes its rows back: it has ended by then.
inline constexpr std::chrono::seconds kSettledAfter{10};
/// A message from later than this was held while the clock was wrong.
inline constexpr std::chrono::hours kClockIsAhead{1};
/// Whether `recipient` of the message that came at `at` is to be decided anew: its hours have opened, or they were
/// looked up while the clock was ahead.
bool is_due(const KeptRecipient& recipient, std::chrono::sys_seconds at, std::chrono::sys_seconds now);

class HeldMail {
 public:
  virtual ~HeldMail() = default;
  /// At most `limit` messages of which somebody is_due(); the longest due first.
  virtual policy::Result<std::vector<KeptEntry>> held_until(std::chrono::sys_seconds now, std::size_t limit) = 0;
  /// Fault::conflict, and nothing happens, where one of the recipients is held no more (somebody released or deleted
  /// it, or it was decided already), or where a quota is used up.
  virtual policy::Result<> redecide(const Redecision& redecision) = 0;
};

}  // namespace postern::db
