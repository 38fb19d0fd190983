// The store as the mail path sees it: every call goes through, and one that fails because the store is away is counted.
// As db/mail_log.hpp for threads and failures.
#pragma once
#include "db/mail_log.hpp"
#include "milter/message/tally.hpp"

namespace postern::daemon {

class CountingLog : public db::MailLog {
 public:
  /// Both must outlive this.
  CountingLog(db::MailLog& log, milter::Tally& tally) : log_(log), tally_(tally) {}
  policy::Result<> record(const db::Enforcement& enforcement) override;
  policy::Result<policy::Usage> usage(const std::vector<policy::Quota>& quotas) override;
  policy::Result<> settle(const db::Enforcement& enforcement, bool succeeded) override;
  policy::Result<std::optional<db::OutboxRow>> by_token(const std::string& token) override;
  policy::Result<bool> forwarded_before(const std::string& restriction_or_councillor,
                                        const std::string& message_id) override;
  policy::Result<std::vector<db::Event>> events(const db::EventFilter& filter) override;
  policy::Result<std::optional<std::chrono::sys_seconds>> last_notice(const policy::Reference& restriction) override;

 private:
  template <class T>
  policy::Result<T> counted(policy::Result<T> result) {
    // A conflict or a refusal is an answer.
    if (!result && result.error().fault == policy::Fault::unavailable) tally_.store_failed();
    return result;
  }
  db::MailLog& log_;
  milter::Tally& tally_;
};

}  // namespace postern::daemon
