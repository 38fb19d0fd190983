// What the log holds of a customer beside events and messages: the notices sent under a restriction, and the messages
// that counted under its volume. For telling somebody what is held about them. As central_log.hpp.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "policy/record/restriction.hpp"
#include "policy/result.hpp"

namespace postern::db {

struct NoticeRecord {
  policy::Reference restriction;
  std::chrono::sys_seconds at{};
  std::string customer;                          ///< canonical address; empty once it is sent or given up
  std::optional<std::chrono::sys_seconds> sent;  ///< when the MTA took it
  bool operator==(const NoticeRecord&) const = default;
};

/// A message that was let through under a restriction with a volume (policy/time/volume.hpp).
struct CountedMessage {
  policy::Reference restriction;
  std::chrono::sys_seconds at{};
  bool operator==(const CountedMessage&) const = default;
};

class NoticeRecords {
 public:
  virtual ~NoticeRecords() = default;
  virtual policy::Result<std::vector<NoticeRecord>> notices() = 0;             ///< oldest first
  virtual policy::Result<std::vector<CountedMessage>> counted_messages() = 0;  ///< oldest first
};

}  // namespace postern::db
