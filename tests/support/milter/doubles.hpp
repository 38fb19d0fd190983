// Doubles of what a transaction works with: the MTA, the quarantine's folder, and a store that fails where a test wants
// it to. All write what they are asked into one journal, so that a test sees the order. One thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "db/store.hpp"
#include "mail/kept_message.hpp"
#include "milter/message/mta.hpp"
#include "milter/message/tally.hpp"

namespace postern::test {

using Journal = std::vector<std::string>;

/// Takes every edit but the one at `fails_at` (from 1; 0: none) and those after it.
class RecordingMta : public milter::Mta {
 public:
  explicit RecordingMta(Journal& journal) : journal_(journal) {}
  bool merges_recipients() const override { return merges; }
  bool add_recipient(const std::string& address) override { return took("add " + address); }
  bool delete_recipient(const std::string& raw) override { return took("delete " + raw); }
  bool change_sender(const std::string& address) override { return took("sender " + address); }
  bool insert_field(const std::string& name, const std::string& value) override {
    return took("insert " + name + ": " + value);
  }
  bool remove_field(const std::string& name, std::size_t index) override {
    return took("remove " + name + " " + std::to_string(index));
  }
  bool merges = false;  ///< as Sendmail does
  std::size_t fails_at = 0;
  std::vector<std::string> edits;  ///< taken ones, in order

 private:
  bool took(const std::string& edit);
  Journal& journal_;
  std::size_t asked_ = 0;
};

/// Keeps messages in memory. A fault that is set is met at that step.
class KeptInMemory : public mail::KeptMessages {
 public:
  explicit KeptInMemory(Journal& journal) : journal_(journal) {}
  std::variant<std::unique_ptr<mail::KeptMessageWriter>, mail::KeepError> begin() override;
  void remove(const std::string& id) override;
  std::string path(const std::string& id) const override { return id; }

  std::optional<mail::KeepFault> at_begin;
  std::optional<mail::KeepFault> at_header;
  std::optional<mail::KeepFault> at_body;
  std::optional<mail::KeepFault> at_finish;
  std::map<std::string, std::string> whole;  ///< finished messages by id
  int open = 0;                              ///< writers that are neither finished nor dropped

 private:
  friend class MemoryWriter;
  Journal& journal_;
};

/// What was counted, a line each with its number: `message kept`, `recipient deliver unrestricted`, `store`; `decided`
/// without the time.
class CountedInMemory : public milter::Tally {
 public:
  void message(milter::MessageOutcome outcome) override { ++counted["message " + std::string(to_text(outcome))]; }
  void recipients(policy::Action action, policy::Rule rule, std::size_t number) override {
    counted["recipient " + std::string(to_text(action)) + " " + std::string(to_text(rule))] += number;
  }
  void decided(std::chrono::nanoseconds) override { ++counted["decided"]; }
  void store_failed() override { ++counted["store"]; }
  std::map<std::string, std::size_t> counted;
};

/// A log whose calls are written down and fail where they are told to.
class FaultyLog : public db::MailLog {
 public:
  FaultyLog(db::MailLog& log, Journal& journal) : log_(log), journal_(journal) {}
  policy::Result<> record(const db::Enforcement& enforcement) override;
  policy::Result<policy::Usage> usage(const std::vector<policy::Quota>& quotas) override;
  policy::Result<> settle(const db::Enforcement& enforcement, bool succeeded) override;
  policy::Result<std::optional<db::OutboxRow>> by_token(const std::string& token) override;
  policy::Result<bool> forwarded_before(const policy::Reference& restriction, const std::string& message_id) override;
  policy::Result<std::vector<db::Event>> events(const db::EventFilter& filter) override { return log_.events(filter); }
  policy::Result<std::optional<std::chrono::sys_seconds>> last_notice(const policy::Reference& restriction) override {
    return log_.last_notice(restriction);
  }
  bool fails = false;               ///< every call
  bool settle_fails = false;        ///< settle() alone
  std::function<void()> meanwhile;  ///< what others do just before the next record()

 private:
  db::MailLog& log_;
  Journal& journal_;
};

}  // namespace postern::test
