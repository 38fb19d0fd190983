// The store in one SQLite file, in WAL mode: readers never wait for the writer. Private to db/; see store.hpp.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "db/shared/attempt_result.hpp"
#include "db/sqlite/sqlite_connection.hpp"
#include "db/store.hpp"

namespace postern::db {

class SqliteStore : public Store {
 public:
  /// `path` must hold a store of this version. Throws SQLite::Exception.
  explicit SqliteStore(const std::string& path) : path_(path), writer_(path), reader_(path), bulk_reader_(path) {}

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
  template <class T, class Work>
  policy::Result<T> reading(Work work) {
    return reader_.transaction<T>("BEGIN", std::move(work));
  }
  /// For what may take long: no callback of the MTA waits behind it.
  template <class T, class Work>
  policy::Result<T> reading_much(Work work) {
    return bulk_reader_.transaction<T>("BEGIN", std::move(work));
  }
  template <class T, class Work>
  policy::Result<T> writing(Work work) {
    return writer_.transaction<T>("BEGIN IMMEDIATE", std::move(work));
  }

  const std::string path_;
  Connection writer_;
  Connection reader_;
  Connection bulk_reader_;
};

/// These are for use within a transaction of the caller.
std::uint64_t revision_of(SQLite::Database& database);
std::vector<policy::Councillor> councillors_of(SQLite::Database& database);
std::vector<policy::ProtectedAddress> protected_of(SQLite::Database& database);
/// Appends `note` to the chain.
void append_audit(SQLite::Database& database, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at);
/// The columns of an event after its id, as event_of() reads them from the column `first` on.
extern const char* const kEventColumns;
Event event_of(const SQLite::Statement& row, int first);
void insert_event(SQLite::Database& database, const Event& event, const std::string& enforcement);
/// The notice's row, unless it comes too soon after or before another one.
void insert_notice(SQLite::Database& database, const Notice& notice, const std::string& enforcement);
/// What settle() does to a notice whose message failed: it is gone, unless it has left already.
void withdraw_notice(SQLite::Database& database, const std::string& enforcement);
/// What attempted() does beside the row of a notice: events for whom it did not reach, and when it went out.
void note_attempt_of_notice(SQLite::Database& database, const AttemptResult& result, std::chrono::sys_seconds at);
/// Every notice under a restriction that is removed for good.
void remove_notices(SQLite::Database& database, const policy::Reference& restriction);
/// Removes an event; a sealed one leaves its hash without the salt. Whether it was sealed.
bool remove_event(SQLite::Database& database, std::int64_t id);
bool is_held(SQLite::Database& database, const policy::Reference& reference);
/// Whether a kept message belongs to a restriction that is held.
bool is_held_message(SQLite::Database& database, const std::string& id);
/// Whether somebody waits for its bytes, or a submission does.
bool is_needed(SQLite::Database& database, const std::string& id);
void insert_event(SQLite::Database& database, const Event& event, const std::string& enforcement);
/// Counts the message under each quota; what is used up is an error, and the caller must roll back.
std::optional<policy::Error> count(SQLite::Database& database, const std::vector<policy::Quota>& quotas,
                                   const std::vector<Event>& events, const std::string& enforcement);
/// Nothing where there is no such message.
std::optional<KeptEntry> kept_entry(SQLite::Database& database, const std::string& id);
void insert_kept_recipient(SQLite::Database& database, const std::string& message, std::int64_t place,
                           const KeptRecipient& recipient);
void insert_outbox_row(SQLite::Database& database, const OutboxRow& row, const std::string& enforcement);
/// When timed work of that name was noted; an empty time forgets it.
std::optional<std::chrono::sys_seconds> run_of(SQLite::Database& database, const std::string& name);
void set_run(SQLite::Database& database, const std::string& name, std::optional<std::chrono::sys_seconds> at);
OutboxRow outbox_row(const SQLite::Statement& statement);
extern const char* const kOutboxColumns;

inline std::int64_t seconds(std::chrono::sys_seconds at) {
  return at.time_since_epoch().count();
}
inline std::chrono::sys_seconds instant(std::int64_t seconds) {
  return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}
void bind_optional(SQLite::Statement& statement, int place, const std::optional<std::string>& text);
std::optional<std::string> optional_text(const SQLite::Statement& statement, int column);

}  // namespace postern::db
