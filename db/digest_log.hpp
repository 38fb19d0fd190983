// What people are told of kept messages, and when they looked at them. As central_log.hpp for threads and failures.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/mail_log.hpp"
#include "policy/record/restriction.hpp"

namespace postern::db {

/// A kept message that a digest lists.
struct Listing {
  std::string message;
  std::string digest;  ///< the id of its outbox row
};

/// The digests of one run of timed work.
struct Posting {
  std::string run;                                ///< the name of the work, which is noted as done at `at`
  std::optional<std::chrono::sys_seconds> after;  ///< when it was done before: what the digests were made from
  std::chrono::sys_seconds at{};
  std::vector<OutboxRow> rows;  ///< without a kept message: `header` is the whole message
  std::vector<Listing> listings;
};

class Digests {
 public:
  virtual ~Digests() = default;
  /// The rows become `ready`, the listings are written and the run is noted, in one transaction: a crash neither
  /// forgets nor doubles. Fault::conflict, and nothing happens, where the run was noted anew since `after`. A message
  /// that is gone is listed no more.
  virtual policy::Result<> post(const Posting& posting) = 0;
  /// When the MTA last took a digest that lists it, for each kept message of which it took one.
  virtual policy::Result<std::map<std::string, std::chrono::sys_seconds>> last_listings() = 0;
  /// Somebody looked at these messages; with `note`, an audit entry says so. Those that are not there do not count.
  /// A look that was noted as later, by anybody, was one while the clock was ahead: it is forgotten.
  virtual policy::Result<> looked_at(const std::vector<std::string>& messages, const std::optional<AuditNote>& note,
                                     const Actor& actor, std::chrono::sys_seconds at) = 0;
  /// When somebody last looked at each kept message that anybody looked at.
  virtual policy::Result<std::map<std::string, std::chrono::sys_seconds>> last_looks() = 0;
  /// The time of the last event of each restriction that has one; what was only observed counts too, and a notice that
  /// did not reach the customer does not: nobody met the restriction then.
  virtual policy::Result<std::map<policy::Reference, std::chrono::sys_seconds>> last_events() = 0;
};

}  // namespace postern::db
