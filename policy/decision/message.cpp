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

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::connect:
      return "connect";
    case Stage::mail:
      return "mail";
    case Stage::rcpt:
      return "rcpt";
    case Stage::eoh:
      return "eoh";
    case Stage::body:
      return "body";
    case Stage::eom:
      return "eom";
  }
  return {};
}

}  // namespace postern::policy
