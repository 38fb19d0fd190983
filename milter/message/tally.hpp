// What of the mail is counted, as the mail path tells it. A small interface of its own, so that nothing here knows who
// counts, or anything that reads HTTP. Any thread may call any of these; none waits for disk, store or network, and
// none throws.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

#include "policy/record/action.hpp"

namespace postern::milter {

/// What became of one message. One that the client gave up is none of these.
enum class MessageOutcome {
  passed,    ///< looked at and let go on as it was: nothing matched, or everybody may have it
  changed,   ///< let go on with edits: forwarded, marked as junk, or without some of its recipients
  kept,      ///< kept in the quarantine for everybody it was for
  refused,   ///< refused to its sender for good
  deferred,  ///< put off: something failed on this side
  observed,  ///< would have been dealt with, but for `enforcement: observe`
  exempt,    ///< not looked at: an authenticated user or an exempt network
  own_copy,  ///< a copy or a release that postern itself submitted
};
inline constexpr std::array kMessageOutcomes{
    MessageOutcome::passed,   MessageOutcome::changed,  MessageOutcome::kept,   MessageOutcome::refused,
    MessageOutcome::deferred, MessageOutcome::observed, MessageOutcome::exempt, MessageOutcome::own_copy};
std::string_view to_text(MessageOutcome outcome);  ///< `passed`, …, `own-copy`

class Tally {
 public:
  virtual ~Tally() = default;
  virtual void message(MessageOutcome outcome) = 0;
  /// So many recipients of one message, for whom this was done by this rule, or would have been under `observe`. Only
  /// where it was done: not for a message that was put off.
  virtual void recipients(policy::Action action, policy::Rule rule, std::size_t number) = 0;
  /// How long it took to decide one message when its header had ended.
  virtual void decided(std::chrono::nanoseconds took) = 0;
  /// A call of the store failed.
  virtual void store_failed() = 0;
};

}  // namespace postern::milter
