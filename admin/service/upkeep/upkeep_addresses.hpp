// Asks the submission server once a day whether it takes mail for the addresses that must take some
// (needed_addresses.hpp), and logs those that it refuses: a manager who has left is found before a customer's mail is.
// First ten minutes after the start, when the MTA is up too, and again after an hour where the server could not be
// asked. What it knows is in memory only: a restart asks anew, and one after the other within ten minutes never asks.
// As upkeep_piece.hpp; runs on the io_context it is given, and does not hold the other pieces up.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "admin/service/log/needed_addresses.hpp"
#include "admin/service/upkeep/upkeep_piece.hpp"
#include "db/store.hpp"
#include "mail/recipient_check.hpp"

namespace postern::admin {

class UpkeepAddresses : public UpkeepPiece {
 public:
  using CurrentConfig = std::function<std::shared_ptr<const conf::Config>()>;
  /// `context` and `log` must outlive it. Without `config`, or while that answers with null, nobody is asked.
  UpkeepAddresses(boost::asio::io_context& context, db::CentralLog& log, CurrentConfig config,
                  mail::SubmissionServer server)
      : context_(context), log_(log), config_(std::move(config)), server_(std::move(server)) {}
  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;
  /// `ADDRESS (ROLES): WORDS` for each that was refused when last asked.
  const std::vector<std::string>& refused() const { return refused_; }

 private:
  bool is_time(std::chrono::sys_seconds now);
  void ask(const conf::Config& config, std::chrono::sys_seconds now);
  void take(const std::vector<NeededAddress>& needed, const mail::RecipientCheck& check, std::chrono::sys_seconds now);
  void not_asked(const std::string& problem, std::chrono::sys_seconds now);

  boost::asio::io_context& context_;
  db::CentralLog& log_;
  CurrentConfig config_;
  mail::SubmissionServer server_;
  bool under_way_ = false;
  std::optional<std::chrono::sys_seconds> first_look_;
  std::optional<std::chrono::sys_seconds> asked_;   ///< when the server last answered
  std::optional<std::chrono::sys_seconds> failed_;  ///< when it last could not be asked, after that
  std::string problem_;                             ///< why not
  std::vector<std::string> refused_;
};

}  // namespace postern::admin
