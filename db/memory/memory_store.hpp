// The store's double for tests: the same rules under one lock, and nothing outlives it. Private to db/; see store.hpp.
#pragma once
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "db/shared/attempt_result.hpp"
#include "db/store.hpp"

namespace postern::db {

/// Everything the log holds: copied before a change, so that a change that fails leaves nothing behind.
struct MemoryLog {
  std::uint64_t revision = 1;
  std::map<policy::Reference, std::vector<LoggedRestriction>> restrictions;  ///< every version, oldest first
  std::map<std::string, policy::Councillor> councillors;
  std::map<std::string, policy::ProtectedAddress> protected_addresses;
  std::vector<AuditEntry> audit;
  std::set<policy::Reference> removed;  ///< references that are never given again
};

class MemoryStore : public Store {
 public:
  policy::Result<std::uint64_t> revision() override;
  policy::Result<policy::Rules> rules() override;
  policy::Result<LogContents> contents() override;
  policy::Result<LoggedRestriction> restriction(const policy::Reference& reference) override;
  policy::Result<std::vector<policy::Reference>> commit(const ChangeSet& changes, const Actor& actor,
                                                        std::chrono::sys_seconds at) override;
  policy::Result<std::vector<LoggedRestriction>> history(const policy::Reference& reference) override;
  policy::Result<std::vector<AuditEntry>> audit(std::uint64_t after, std::size_t limit) override;
  policy::Result<AuditHead> audit_head() override;

  policy::Result<> record(const Enforcement& enforcement) override;
  policy::Result<policy::Usage> usage(const std::vector<policy::Quota>& quotas) override;
  policy::Result<> settle(const Enforcement& enforcement, bool succeeded) override;
  policy::Result<std::optional<OutboxRow>> by_token(const std::string& token) override;
  policy::Result<bool> forwarded_before(const std::string& restriction_or_councillor,
                                        const std::string& message_id) override;
  policy::Result<std::vector<Event>> events(const EventFilter& filter) override;
  policy::Result<std::optional<std::chrono::sys_seconds>> last_notice(const policy::Reference& restriction) override;

  policy::Result<std::vector<NoticeRecord>> notices() override;
  policy::Result<std::vector<CountedMessage>> counted_messages() override;

  policy::Result<std::vector<KeptEntry>> kept(bool all) override;
  policy::Result<KeptEntry> kept_message(const std::string& id) override;
  policy::Result<> release(const std::string& id, const std::vector<std::string>& recipients,
                           const std::vector<OutboxRow>& rows, const AuditNote& note, const Actor& actor,
                           std::chrono::sys_seconds at) override;
  policy::Result<> remove(const std::string& id, const AuditNote& note, const Actor& actor,
                          std::chrono::sys_seconds at) override;
  policy::Result<std::vector<std::string>> unreferenced(const std::vector<std::string>& ids) override;

  policy::Result<std::size_t> adopt_prepared() override;
  policy::Result<std::vector<OutboxRow>> due(std::chrono::sys_seconds now, std::size_t limit) override;
  policy::Result<std::vector<OutboxRow>> waiting() override;
  policy::Result<> attempted(const std::string& id, const Attempt& attempt, std::chrono::sys_seconds at) override;
  policy::Result<> retry_now(const std::string& id, std::chrono::sys_seconds now) override;

  policy::Result<std::vector<KeptEntry>> held_until(std::chrono::sys_seconds now, std::size_t limit) override;
  policy::Result<> redecide(const Redecision& redecision) override;

  policy::Result<> post(const Posting& posting) override;
  policy::Result<> looked_at(const std::vector<std::string>& messages, const std::optional<AuditNote>& note,
                             const Actor& actor, std::chrono::sys_seconds at) override;
  policy::Result<std::map<std::string, std::chrono::sys_seconds>> last_listings() override;
  policy::Result<std::map<std::string, std::chrono::sys_seconds>> last_looks() override;
  policy::Result<std::map<policy::Reference, std::chrono::sys_seconds>> last_events() override;

  policy::Result<std::size_t> seal_events(std::chrono::sys_seconds until, std::size_t limit, const Actor& actor,
                                          std::chrono::sys_seconds at) override;
  policy::Result<std::vector<SealedEvent>> sealed(std::int64_t after, std::size_t limit) override;
  policy::Result<> note(const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) override;

  policy::Result<Removal> expired(const Expiry& before, std::size_t limit) override;
  policy::Result<std::vector<std::string>> unclaimed(const Expiry& before, std::size_t limit) override;
  policy::Result<Removal> remove_for_good(const Removal& removal, const std::string& action, const std::string& why,
                                          const Actor& actor, std::chrono::sys_seconds at) override;
  policy::Result<std::optional<std::chrono::sys_seconds>> last_run(const std::string& name) override;
  policy::Result<> note_run(const std::string& name, std::optional<std::chrono::sys_seconds> at) override;

  policy::Result<> copy_to(const std::string& path) override;
  policy::Result<> compact() override;

  policy::Result<WaitingTotals> waiting_totals(const Unread& unread) override;

 private:
  struct Waiting {
    std::string enforcement;
    OutboxRow row;
  };
  struct Counted {
    policy::Reference restriction;
    std::chrono::sys_seconds at;
    std::string enforcement;
  };
  unsigned used(const policy::Quota& quota) const;
  std::optional<policy::Error> why_not_counted(const std::vector<policy::Quota>& quotas) const;
  void count(const std::vector<policy::Quota>& quotas, std::chrono::sys_seconds at, const std::string& enforcement);
  void add_events(const std::vector<Event>& events, const std::string& enforcement);
  struct StoredNotice {
    std::string enforcement;
    std::string row;  ///< its id
    policy::Reference restriction;
    std::chrono::sys_seconds at{};
    std::string customer;
    std::optional<std::chrono::sys_seconds> sent = {};
  };
  OutboxRow* open_row(const std::string& id);
  void insert_notice(const Notice& notice, const std::string& enforcement);
  void withdraw_notice(const std::string& enforcement);
  void note_attempt_of_notice(const AttemptResult& result, std::chrono::sys_seconds at);
  void remove_notices(const policy::Reference& restriction);
  void note_listings_sent(const OutboxRow& row, std::chrono::sys_seconds at);
  bool is_known(const Enforcement& enforcement) const;
  bool is_held(const policy::Reference& reference) const;
  bool is_held_message(const std::string& id) const;
  bool is_needed(const std::string& id) const;
  bool has_open_row(const std::string& id) const;
  /// Whether the row is done with, and nothing refers to it.
  bool is_spent(const OutboxRow& row) const;
  bool is_listed(const std::string& id, std::chrono::sys_seconds before) const;
  bool is_unread(const KeptEntry& entry, const Unread& unread) const;
  std::optional<policy::Error> why_not_removed(const Removal& removal) const;
  void remove_restriction(const policy::Reference& reference);

  std::mutex mutex_;
  MemoryLog log_;
  std::uint64_t last_event_ = 0;
  std::vector<StoredEvent> events_;
  std::map<std::int64_t, std::optional<std::string>> sealed_;  ///< events and their salts
  std::map<std::string, KeptEntry> kept_;
  std::map<std::string, std::string> kept_by_;  ///< the enforcement of each kept message
  std::vector<Waiting> outbox_;
  std::vector<Counted> counted_;
  std::vector<StoredNotice> notices_;
  std::set<std::string> accepted_;  ///< rows of which somebody was accepted
  std::map<std::string, std::chrono::sys_seconds> runs_;
  /// The digests that listed each kept message, and when the MTA took them.
  std::map<std::string, std::map<std::string, std::optional<std::chrono::sys_seconds>>> listings_;
  std::map<std::string, std::map<std::string, std::chrono::sys_seconds>> looks_;  ///< by message and login
};

/// Appends to the chain of `log`.
void append_audit(MemoryLog& log, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at);

}  // namespace postern::db
