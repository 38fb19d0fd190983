// Who owns a kept message (decision.md 5), and whether anybody has looked at it. Built once from one state of the log,
// which must outlive it; then only read.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "admin/service/log_view.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

using Looks = std::map<std::string, std::chrono::sys_seconds>;

class KeptOwners {
 public:
  explicit KeptOwners(const LogView& view);
  /// The managers of the restrictions under which somebody waits for it; else reviews.digest_to, else mail.bounces.
  /// Each address once, as RCPT takes it; never empty.
  std::vector<std::string> of(const db::KeptEntry& entry) const;
  /// reviews.digest_to, each once.
  std::vector<std::string> overseers() const;
  /// Whether five working days have passed since it came, or since the last look at it. Never what is only held until
  /// the hours next open: that goes out by itself.
  bool is_unread(const db::KeptEntry& entry, const Looks& looks) const;

 private:
  bool needs_somebody(const db::KeptEntry& entry) const;
  const LogView& view_;
  std::map<policy::Reference, const policy::Restriction*> restrictions_;
};

/// Each readable address once, in order: two spellings of one address are one.
std::vector<std::string> each_once(const std::vector<std::string>& addresses, const LogView& view);

/// An address as it is compared; as it is where it cannot be read.
std::string compared(const std::string& address, const LogView& view);

inline constexpr int kWorkingDaysUnread = 5;

}  // namespace postern::admin
