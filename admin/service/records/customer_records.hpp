// Everything that is held about one person: told to that person (a subject access request), or erased where nothing
// stands against it. As central_log.hpp.
#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "admin/service/log/acting.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

struct CustomerRecords {
  std::set<std::string> addresses;                               ///< canonical: the one asked for, and others of the
                                                                 ///< restrictions that name it
  std::vector<std::vector<db::LoggedRestriction>> restrictions;  ///< each with every version, oldest first
  std::vector<policy::Reference> covering;                       ///< not over, and name the domain of an address
  std::vector<db::Event> events;
  std::vector<db::KeptEntry> kept;
  std::vector<db::NoticeRecord> notices;                        ///< to them
  std::vector<db::CountedMessage> counted;                      ///< of theirs, under a volume
  std::vector<std::pair<std::string, policy::Choice>> choices;  ///< with the councillor's first address
  std::vector<db::AuditEntry> audit;                            ///< about the above, or naming an address
  bool empty() const {
    return restrictions.empty() && events.empty() && kept.empty() && notices.empty() && counted.empty() &&
           choices.empty() && audit.empty();
  }
};

/// Refused where `address` is none.
policy::Result<CustomerRecords> records_of(db::Store& store, const std::string& address, const Acting& acting);
/// The same, with an audit entry that it was told.
policy::Result<CustomerRecords> export_customer(db::Store& store, const std::string& address, const Acting& acting);
/// Removes all of it for good: rows, files, and the data of audit entries; then nothing of it is left in the store's
/// file. Refused, with each reason, where a restriction that is not over, a hold, a councillor's choice or a message
/// that waits stands against it.
policy::Result<db::Removal> erase_customer(db::Store& store, mail::KeptMessages& files, const std::string& address,
                                           const std::string& why, const Acting& acting);
nlohmann::ordered_json json_of(const CustomerRecords& records);

}  // namespace postern::admin
