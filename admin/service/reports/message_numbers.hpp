// Which events belong to one message. Private to admin/service.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "db/mail_log.hpp"

namespace postern::admin {

/// Gives each event, oldest first, the number of its message. By the MTA's queue id and the day, for an MTA uses its
/// ids again; two Message-IDs under one id are two messages. Where the MTA named no id yet (a refusal at RCPT), what
/// one client said within seconds of the last refusal is one message.
class MessageNumbers {
 public:
  std::size_t of(const db::Event& event);

 private:
  struct Known {
    std::string message_id;  ///< empty until an event names it
    std::size_t number;
  };
  std::size_t by_queue_id(const db::Event& event);
  std::size_t without_queue_id(const db::Event& event);

  std::size_t last_ = 0;
  std::map<std::pair<std::string, std::int64_t>, std::vector<Known>> by_queue_id_;
  std::map<std::pair<std::string, std::string>, std::pair<std::chrono::sys_seconds, std::size_t>> others_;
};

}  // namespace postern::admin
