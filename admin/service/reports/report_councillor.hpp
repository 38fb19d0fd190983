// What was withheld from one councillor, or reached them changed (policy ¶12, ¶13): from the events. Pure.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

struct WithheldRow {
  std::chrono::sys_seconds at{};
  std::string recipient;
  std::string customer;  ///< the customer's address that was met
  std::optional<policy::Reference> restriction;
  bool own_choice = false;  ///< decided by the councillor's own choice
  std::string action;       ///< forward, junk, quarantine, hold or reject
  std::string rule;
  bool authenticated = false;
  std::string message_id;
  std::string kept_id;    ///< of the message in the quarantine, where it is kept
  bool observed = false;  ///< only what would have been done, during a trial
};

/// The councillor's addresses; where nobody has this one now, the address alone, for one who has left keeps the
/// history. Refused where it is no address of the council.
policy::Result<std::vector<policy::Address>> addresses_of_councillor(const std::string& address, const LogView& view);
/// Everything to these addresses that was not simply delivered, oldest first.
std::vector<WithheldRow> withheld_rows(const std::vector<db::Event>& events,
                                       const std::vector<policy::Address>& addresses, const LogView& view);

}  // namespace postern::admin
