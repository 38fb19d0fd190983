#include "policy/address/address.hpp"

#include <algorithm>

#include "policy/address/path_reader.hpp"
#include "policy/address/utf8_text.hpp"
#include "policy/ascii.hpp"

namespace postern::policy {
namespace {

bool needs_quotes(std::string_view local) {
  if (local.empty() || local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) {
    return true;
  }
  constexpr std::string_view kSpecials = "()<>[]:;@\\,\" \t";
  return local.find_first_of(kSpecials) != std::string_view::npos;
}

/// `[192.0.2.1]`, `[IPv6:2001:db8::1]`: compared literally, in lower case.
std::optional<std::string> literal(std::string_view text) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']') return std::nullopt;
  const std::string_view inside = text.substr(1, text.size() - 2);
  const bool plain = std::all_of(inside.begin(), inside.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':' || c == '.' ||
           c == '-';
  });
  if (!plain) return std::nullopt;
  return lower_ascii(text);
}

/// The part before the sub-address; a local part is never emptied (`+x` stays).
std::string without_sub_address(const std::string& local, const AddressRule& rule) {
  const std::size_t at = local.find_first_of(rule.delimiters, 1);
  return at == std::string::npos ? local : local.substr(0, rule.base_is_other ? at + 1 : at);
}

std::string without_ignored(const std::string& local, const std::string& ignored) {
  std::string kept;
  for (const char c : local) {
    if (ignored.find(c) == std::string::npos) kept += c;
  }
  return kept.empty() ? local : kept;
}

/// `tag@account.fastmail.com` is `account@fastmail.com`: the listed domain that the name ends with, and what is before.
void take_account_from_subdomain(const AddressRule& rule, std::string& local, std::string& domain) {
  for (const std::string& listed : rule.domains) {
    if (!listed.starts_with('.') || !domain.ends_with(listed) || domain.size() == listed.size()) continue;
    const std::string account = domain.substr(0, domain.size() - listed.size());
    if (account.find('.') != std::string::npos) return;
    local = account;
    domain = listed.substr(1);
    return;
  }
}

}  // namespace

std::string Mailbox::text() const {
  if (!needs_quotes(local)) return local + "@" + domain;
  std::string quoted = "\"";
  for (const char c : local) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"@" + domain;
}

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  const auto path = read_path(text);
  if (!path) return std::nullopt;
  auto domain = canonical_domain(path->domain);
  std::string local = visible_nfc(path->local);
  if (!domain || local.empty()) return std::nullopt;
  return Mailbox{std::move(local), std::move(*domain)};
}

Address canonical(const Mailbox& mailbox, const AddressRules& rules) {
  std::string local = folded(mailbox.local);
  std::string domain = mailbox.domain;
  const AddressRule& rule = rules.for_domain(domain);
  if (rule.account_in_subdomain) take_account_from_subdomain(rule, local, domain);
  // Folded once more: what was cut out may have stood between a letter and its accent.
  local = folded(without_ignored(without_sub_address(local, rule), rule.ignored));
  if (!rule.canonical_domain.empty()) domain = rule.canonical_domain;
  return Address::from_canonical(Mailbox{std::move(local), std::move(domain)}.text());
}

std::optional<Address> canonical(std::string_view text, const AddressRules& rules) {
  const auto mailbox = parse_mailbox(text);
  if (!mailbox) return std::nullopt;
  return canonical(*mailbox, rules);
}

std::optional<Address> perhaps_same_account(const Address& address, const AddressRules& rules) {
  const AddressRule& rule = rules.for_domain(address.domain());
  const std::string_view local = address.local();
  if (!rule.base_is_other || local.size() < 2 || rule.delimiters.find(local.back()) == std::string::npos) {
    return std::nullopt;
  }
  return Address::from_canonical(std::string(local.substr(0, local.size() - 1)) + "@" + std::string(address.domain()));
}

Address uncut(const Mailbox& mailbox) {
  return Address::from_canonical(Mailbox{folded(mailbox.local), mailbox.domain}.text());
}

std::optional<std::string> canonical_domain(std::string_view text) {
  if (text.starts_with('[')) return literal(text);
  const std::string visible = visible_nfc(text);
  std::string_view name = visible;
  if (name.ends_with('.')) name.remove_suffix(1);  // ICU keeps it
  if (name.empty() || name.size() > 1000) return std::nullopt;
  auto ascii = domain_to_ascii(name);
  if (ascii && (ascii->empty() || ascii->ends_with('.'))) return std::nullopt;
  return ascii;
}

}  // namespace postern::policy
