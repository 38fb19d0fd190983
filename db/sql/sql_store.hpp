// The store over a database with statements: all of its logic, once, whatever the engine (sqlite/). Private to db/; see
// store.hpp for threads and failures.
// Implemented in: sql_*.cpp
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "db/sql/sql_session.hpp"
#include "db/store.hpp"

namespace postern::db {

class SqlStore : public Store {
 public:
  /// The engine's database has the schema of this version.
  explicit SqlStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

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
  /// `work(session)` in one transaction: its Result, or what failed.
  template <class T, class Work>
  policy::Result<T> transacted(Access access, Work work) {
    std::optional<policy::Result<T>> result;
    auto failed = engine_->transact(access, [&](Session& session) {
      result.emplace(work(session));
      return static_cast<bool>(*result);
    });
    if (failed) return *std::move(failed);
    return *std::move(result);
  }
  template <class T, class Work>
  policy::Result<T> reading(Work work) {
    return transacted<T>(Access::read, std::move(work));
  }
  template <class T, class Work>
  policy::Result<T> reading_much(Work work) {
    return transacted<T>(Access::read_much, std::move(work));
  }
  template <class T, class Work>
  policy::Result<T> writing(Work work) {
    return transacted<T>(Access::write, std::move(work));
  }

  const std::unique_ptr<Engine> engine_;
};

}  // namespace postern::db
