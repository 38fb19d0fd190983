// Counts one message, once, however it ends. Belongs to one transaction.
#pragma once
#include <vector>

#include "milter/message/reply.hpp"
#include "milter/message/tally.hpp"
#include "policy/decision/decide.hpp"
#include "policy/decision/plan.hpp"

namespace postern::milter {

class MessageCount {
 public:
  /// `tally` must outlive this.
  explicit MessageCount(Tally& tally) : tally_(tally) {}
  /// A message that has ended in nothing counts nothing, since the client gave it up; but where no recipient was
  /// accepted there was nothing left to send, and it counts as refused, or as deferred where one was only put off.
  ~MessageCount();
  MessageCount(const MessageCount&) = delete;
  MessageCount& operator=(const MessageCount&) = delete;

  /// How RCPT was answered.
  void recipient(const Reply& reply);
  /// One that was refused at RCPT by a decision.
  void refused(const policy::Decision& decision);
  /// The first call counts; those after it do nothing.
  void ended(MessageOutcome outcome);
  /// As `outcome`, unless the reply says that it was refused, put off or kept.
  void ended(const Reply& reply, MessageOutcome outcome);
  /// What was done for the recipients of this message.
  void done(const std::vector<policy::Decision>& decisions);
  void unrestricted(std::size_t recipients);

 private:
  Tally& tally_;
  bool ended_ = false;
  bool accepted_ = false;
  bool refused_ = false;
  bool deferred_ = false;
};

/// Whether this reply is the last word on a message before its end was reached.
bool ends(const Reply& reply);

/// Of a message that was let go on under this plan.
MessageOutcome outcome_of(const policy::Plan& plan);

}  // namespace postern::milter
