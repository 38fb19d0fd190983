// Submits what is due in the outbox, several at a time, with retries and backoff. As upkeep_piece.hpp; runs on the
// io_context it is given, which upkeep's thread runs.
#pragma once
#include <functional>
#include <map>
#include <set>

#include "admin/service/upkeep/upkeep.hpp"
#include "admin/service/upkeep/upkeep_piece.hpp"
#include "mail/submission.hpp"

namespace postern::admin {

class UpkeepOutbox : public UpkeepPiece {
 public:
  /// All of it must outlive this. `finished` is called after each submission.
  UpkeepOutbox(boost::asio::io_context& context, db::Store& store, const mail::KeptMessages& files,
               const Upkeep::Settings& settings, std::function<void()> finished)
      : context_(context), store_(store), files_(files), settings_(settings), finished_(std::move(finished)) {}

  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;

  /// Once, at the start; where the store was locked then, as soon as it is not. A row of a message that is just being
  /// edited may be adopted with them in that case: it is doubled at worst, and only if its edits fail.
  void adopt();
  /// Results stay here until the store has taken them: what was accepted must not be sent again because it was busy.
  void write_down();
  bool is_idle() const { return under_way_.empty(); }
  /// Nothing more is submitted; what is under way goes on.
  void stop() { stopping_ = true; }

 private:
  struct Submitted {
    db::OutboxRow row;
    db::Attempt attempt;
  };
  void submit_due(std::chrono::sys_seconds now);
  void submit(const db::OutboxRow& row);
  void finish(const db::OutboxRow& row, mail::SubmissionResult result);
  void tell_of(const Submitted& done, std::chrono::sys_seconds now) const;
  void note_store_problem(const policy::Error& error);

  boost::asio::io_context& context_;
  db::Store& store_;
  const mail::KeptMessages& files_;
  const Upkeep::Settings& settings_;
  std::function<void()> finished_;
  std::set<std::string> under_way_;
  std::map<std::string, Submitted> done_;  ///< by the row's id
  std::optional<std::chrono::sys_seconds> looked_;
  std::string store_problem_;  ///< the last one said
  bool store_failed_ = false;  ///< in this look
  bool adopted_ = false;
  bool stopping_ = false;
};

}  // namespace postern::admin
