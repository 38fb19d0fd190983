// Removes files of messages that nothing needs any more, every hour. As upkeep_piece.hpp.
#pragma once
#include "admin/service/upkeep/upkeep_piece.hpp"
#include "db/mail_log.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

class UpkeepFiles : public UpkeepPiece {
 public:
  UpkeepFiles(db::KeptMail& kept, mail::QuarantineDirectory& files) : kept_(kept), files_(files) {}
  void look(std::chrono::sys_seconds now) override;
  std::vector<UpkeepRun> runs() const override;

 private:
  bool remove(const std::string& id);
  db::KeptMail& kept_;
  mail::QuarantineDirectory& files_;
  std::optional<std::chrono::sys_seconds> swept_;
  std::string problem_;
};

}  // namespace postern::admin
