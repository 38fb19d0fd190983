#include "policy/decision/message.hpp"

namespace postern::policy {

std::string_view to_text(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::envelope:
      return "envelope";
    case IdentityKind::from:
      return "from";
    case IdentityKind::sender:
      return "sender";
    case IdentityKind::reply_to:
      return "reply-to";
    case IdentityKind::resent_from:
      return "resent-from";
    case IdentityKind::resent_sender:
      return "resent-sender";
  }
  return {};
}

}  // namespace postern::policy
