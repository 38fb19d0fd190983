#include "policy/address/rewritten_sender.hpp"

#include <algorithm>
#include <optional>

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

constexpr std::string_view kExchange = "+srs=";

bool is_separator(char c) {
  return c == '=' || c == '+' || c == '-';
}

/// SRS1=HHH=first-forwarder==HHH=TT=example.org=alex: the SRS0 part follows the doubled separator.
std::optional<Mailbox> after_srs1_tag(std::string_view local) {
  for (const std::string_view doubled : {"==", "=+", "=-"}) {
    const std::size_t at = local.find(doubled, 5);
    if (at != std::string_view::npos) return after_srs0_tag(local.substr(at + 2));
  }
  return std::nullopt;
}

/// `HHHHH=TT=example.org=alex`: of Exchange Online the last two parts count, and two tags stand before them.
std::optional<Mailbox> after_exchange_tag(std::string_view rest) {
  if (std::count(rest.begin(), rest.end(), '=') < 3) return std::nullopt;
  const std::size_t last = rest.rfind('=');
  const std::size_t before = rest.rfind('=', last - 1);
  return mailbox_of(rest.substr(last + 1), rest.substr(before + 1, last - before - 1));
}

/// Behind the tag: `TTTTTTTT=alex`.
std::optional<Mailbox> behind(std::string_view rest, std::string_view separator, const std::string& domain) {
  const std::size_t end = rest.find(separator);
  if (end == std::string_view::npos) return std::nullopt;
  return mailbox_of(rest.substr(end + separator.size()), domain);
}

std::optional<Mailbox> original_sender(const Mailbox& sender) {
  const std::string_view local = sender.local;
  const std::string lower = lower_ascii(local);
  const bool tagged = local.size() > 5 && is_separator(local[4]);
  if (tagged && lower.starts_with("srs0")) return after_srs0_tag(local.substr(5));
  if (tagged && lower.starts_with("srs1")) return after_srs1_tag(local);
  if (const std::size_t at = lower.find(kExchange); at != std::string::npos && at > 0) {
    return after_exchange_tag(local.substr(at + kExchange.size()));
  }
  if (lower.starts_with("btv1==")) return behind(local.substr(6), "==", sender.domain);
  if (lower.starts_with("msprvs1=")) return behind(local.substr(8), "=", sender.domain);
  if (!lower.starts_with("prvs=")) return std::nullopt;
  const std::string_view rest = local.substr(5);
  if (auto found = behind(rest, "=", sender.domain)) return found;
  const std::size_t slash = rest.rfind('/');
  return slash == std::string_view::npos ? std::nullopt : mailbox_of(rest.substr(0, slash), sender.domain);
}

}  // namespace

std::vector<Mailbox> original_senders(const Mailbox& envelope_sender) {
  constexpr std::size_t kDeepest = 4;
  std::vector<Mailbox> found;
  for (auto next = original_sender(envelope_sender); next && found.size() < kDeepest; next = original_sender(*next)) {
    found.push_back(*next);
  }
  return found;
}

bool names_forwarder(const Mailbox& envelope_sender) {
  const std::string lower = lower_ascii(envelope_sender.local);
  if (const std::size_t at = lower.find(kExchange); at != std::string::npos && at > 0) {
    return after_exchange_tag(std::string_view(lower).substr(at + kExchange.size())).has_value();
  }
  const std::size_t at = lower.find("+caf_=");
  return at != std::string::npos && at > 0;
}

}  // namespace postern::policy
