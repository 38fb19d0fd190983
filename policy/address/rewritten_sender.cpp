#include "policy/address/rewritten_sender.hpp"

#include <algorithm>

#include "policy/ascii.hpp"

namespace postern::policy {
namespace {

std::optional<Mailbox> mailbox_of(std::string_view local, std::string_view domain) {
  if (local.empty() || domain.empty()) return std::nullopt;
  return parse_mailbox(Mailbox{std::string(local), std::string(domain)}.text());
}

/// `HHH=TT=example.org=alex`: two tags, the domain, and the local part, which may hold `=` itself.
std::optional<Mailbox> after_srs0_tag(std::string_view rest) {
  for (int tag = 0; tag < 2; ++tag) {
    const std::size_t end = rest.find('=');
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
  const std::size_t end = rest.find('=');
  if (end == std::string_view::npos) return std::nullopt;
  return mailbox_of(rest.substr(end + 1), rest.substr(0, end));
}

bool is_separator(char c) {
  return c == '=' || c == '+' || c == '-';
}

}  // namespace

std::optional<Mailbox> original_sender(const Mailbox& envelope_sender) {
  const std::string_view local = envelope_sender.local;
  const std::string start = lower_ascii(local.substr(0, 5));
  if (local.size() > 5 && start.starts_with("srs0") && is_separator(local[4])) return after_srs0_tag(local.substr(5));
  if (local.size() > 5 && start.starts_with("srs1") && is_separator(local[4])) {
    // SRS1=HHH=first-forwarder==HHH=TT=example.org=alex: the SRS0 part follows the doubled separator.
    for (const std::string_view doubled : {"==", "=+", "=-"}) {
      const std::size_t at = local.find(doubled, 5);
      if (at != std::string_view::npos) return after_srs0_tag(local.substr(at + 2));
    }
    return std::nullopt;
  }
  if (start == "prvs=") {
    const std::string_view rest = local.substr(5);
    const std::size_t end = rest.find('=');
    if (end == std::string_view::npos) return std::nullopt;
    return mailbox_of(rest.substr(end + 1), envelope_sender.domain);
  }
  return std::nullopt;
}

}  // namespace postern::policy
