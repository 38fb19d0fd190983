// What is known of one message, by stage. Plain values.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/address/address.hpp"

namespace postern::policy {

/// Where in a message an address was found (decision.md, Words).
enum class IdentityKind { envelope, from, sender, reply_to, resent_from, resent_sender };

struct Identity {
  IdentityKind kind = IdentityKind::envelope;
  Address address;
  /// Only a reader that forgives errors finds it there: then it never refuses, as Reply-To never does.
  bool doubtful = false;
  bool operator==(const Identity&) const = default;
};

/// One RCPT. `raw` is its argument byte for byte: Postfix deletes a recipient by those bytes only (faults.md D3).
struct Recipient {
  std::string raw;
  Address address;
};

struct Message {
  std::vector<Identity> identities;
  std::vector<Recipient> recipients;
  bool delivery_report = false;  ///< null envelope sender and multipart/report: domain entries do not count
};

/// `envelope`, `from`, `sender`, `reply-to`, `resent-from`, `resent-sender`: as configuration and JSON write them.
std::string_view to_text(IdentityKind kind);

}  // namespace postern::policy
