// Who owns a kept message (decision.md 5), and whether anybody has looked at it. Built once from one state of the log,
// which must outlive it; then only read.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

using Looks = std::map<std::string, std::chrono::sys_seconds>;

/// What of one message concerns one person: those for whom it waits.
struct KeptShare {
  std::string owner;  ///< as RCPT takes it
  const db::KeptEntry* entry = nullptr;
  std::vector<const db::KeptRecipient*> recipients;
};

class KeptOwners {
 public:
  explicit KeptOwners(const LogView& view);
  /// Each recipient who waits belongs to the managers of the restriction by which it waits; else to reviews.digest_to,
  /// else to mail.bounces. Each owner once; empty only where nobody waits.
  std::vector<KeptShare> of(const db::KeptEntry& entry) const;
  /// All who wait for it, for each of these.
  std::vector<KeptShare> all_for(const std::vector<std::string>& addresses, const db::KeptEntry& entry) const;
  /// reviews.digest_to, each once.
  std::vector<std::string> overseers() const;
  /// Whether five working days have passed since it came, or since the last look at it. Never what is only held until
  /// the hours next open: that goes out by itself. What came more than a day from now came while the clock was ahead:
  /// nobody knows when, so it is unread until somebody looks, held or not.
  bool is_unread(const db::KeptEntry& entry, const Looks& looks) const;

 private:
  std::vector<std::string> of(const db::KeptRecipient& one) const;
  bool needs_somebody(const db::KeptEntry& entry) const;
  bool can_be(std::chrono::sys_seconds at) const;
  const LogView& view_;
  std::map<policy::Reference, const policy::Restriction*> restrictions_;
};

/// Each readable address once, in order: two spellings of one address are one.
std::vector<std::string> each_once(const std::vector<std::string>& addresses, const LogView& view);

/// An address as it is compared; as it is where it cannot be read.
std::string compared(const std::string& address, const LogView& view);

}  // namespace postern::admin
