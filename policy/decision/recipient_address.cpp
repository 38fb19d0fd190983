#include "policy/decision/recipient_address.hpp"

#include <algorithm>

#include "policy/ascii.hpp"

namespace postern::policy {
namespace {

std::string_view without_brackets(std::string_view path) {
  return path.size() >= 2 && path.front() == '<' && path.back() == '>' ? path.substr(1, path.size() - 2) : path;
}

bool is_own_name(const std::string& domain, std::span<const std::string> own_names) {
  if (domain == "localhost" || domain.starts_with("localhost.")) return true;
  return std::any_of(own_names.begin(), own_names.end(),
                     [&](const std::string& name) { return canonical_domain(name) == domain; });
}

/// Whether it is written with nothing that an MTA might read once more, should it take the domain for its own. The
/// strict reading, for where the bytes alone would let the mail through as outside the council.
bool is_plain(const Mailbox& mailbox) {
  constexpr std::string_view kReadOnceMore = "@%!:\"\\<>";
  return mailbox.local.find_first_of(kReadOnceMore) == std::string::npos && !mailbox.domain.starts_with('[');
}

/// The same mailbox as one of the council's.
Address as_own(const std::string& local, const Council& council, const AddressRules& rules) {
  return canonical(Mailbox{local, unqualified_domain(council)}, rules);
}

/// Whether mail can be routed to it: a full name, or one of the council's or the MTA's own.
bool is_host(std::string_view text, std::span<const std::string> own_names, const Council& council) {
  const auto domain = canonical_domain(text);
  if (!domain) return false;
  return domain->find('.') != std::string::npos || council.has_domain(*domain) || is_own_name(*domain, own_names);
}

/// Whether an MTA whose own the domain is reads the local part as a route: `user%host`, `host!user`, and any `@`. The
/// parts of `a%n%s%d` name no host, so that it stays what it is.
bool is_route(std::string_view local, std::span<const std::string> own_names, const Council& council) {
  constexpr std::string_view kSigns = "%!";
  if (local.find('@') != std::string_view::npos) return true;
  for (std::size_t at = local.find_first_of(kSigns); at != std::string_view::npos;) {
    const std::string_view before = local.substr(0, at);
    const std::size_t next = local.find_first_of(kSigns, at + 1);
    const std::string_view after = local.substr(at + 1, next == std::string_view::npos ? next : next - at - 1);
    const std::string_view host = local[at] == '%' ? after : before.substr(before.find_last_of(kSigns) + 1);
    if (is_host(host, own_names, council)) return true;
    at = next;
  }
  return false;
}

/// Without quotes and in lower case: Postfix tells a quoted local part without them, Sendmail with them.
std::string bare(std::string_view text) {
  std::string bare = lower_ascii(text);
  std::erase_if(bare, [](char c) { return c == '"' || c == '\\'; });
  return bare;
}

/// Whether the MTA names the mailbox that the bytes do; a local part alone is a user of its own.
bool agrees(std::string_view by_mta, const Mailbox& mailbox) {
  by_mta = without_brackets(by_mta);
  const std::size_t at = by_mta.rfind('@');
  if (bare(by_mta.substr(0, at)) != bare(mailbox.local)) return false;
  return at == std::string_view::npos || canonical_domain(by_mta.substr(at + 1)) == mailbox.domain;
}

/// At a domain of the council odd characters are harmless, as the decision is the council's anyway: in doubt is only
/// what is a route, and what the MTA itself reads otherwise.
bool is_doubtful_at_council(const Mailbox& mailbox, std::string_view by_mta, std::span<const std::string> own_names,
                            const Council& council) {
  constexpr std::string_view kOdd = "@%!:\"\\,;<>()[] \t\r\n";
  if (mailbox.local.find_first_of(kOdd) == std::string::npos) return false;
  return is_route(mailbox.local, own_names, council) || (!by_mta.empty() && !agrees(by_mta, mailbox));
}

/// What the MTA makes of an address that is none of the council's by its bytes; nothing where it leaves it as it is.
std::optional<ReadRecipient> read_by_mta(std::string_view by_mta, std::span<const std::string> own_names,
                                         const Council& council, const AddressRules& rules) {
  if (by_mta.empty()) return std::nullopt;
  const auto mailbox = parse_mailbox(by_mta);
  if (!mailbox) {
    auto own = recipient_address(by_mta, council, rules);
    if (!own) return std::nullopt;
    return ReadRecipient{std::move(*own)};
  }
  if (council.has_domain(mailbox->domain)) {
    return ReadRecipient{canonical(*mailbox, rules), is_route(mailbox->local, own_names, council)};
  }
  if (is_own_name(mailbox->domain, own_names)) {
    return ReadRecipient{as_own(mailbox->local, council, rules), !is_plain(*mailbox)};
  }
  return std::nullopt;
}

}  // namespace

std::string unqualified_domain(const Council& council) {
  if (council.domains.empty()) return "localhost";
  const std::string& first = council.domains.front();
  return first.starts_with('.') ? "unqualified" + first : first;
}

std::optional<Address> recipient_address(std::string_view raw, const Council& council, const AddressRules& rules) {
  if (auto address = canonical(raw, rules)) return address;
  return canonical(std::string(without_brackets(raw)) + "@" + unqualified_domain(council), rules);
}

std::optional<ReadRecipient> read_recipient(std::string_view raw, std::string_view by_mta,
                                            std::span<const std::string> own_names, const Council& council,
                                            const AddressRules& rules) {
  const auto mailbox = parse_mailbox(raw);
  if (!mailbox) {
    // `<tax>`, and `<york.gov.uk!tax>`, which is no such user.
    auto own = recipient_address(raw, council, rules);
    if (!own) return std::nullopt;
    return ReadRecipient{*own, !is_plain(Mailbox{std::string(own->local()), std::string(own->domain())})};
  }
  if (council.has_domain(mailbox->domain)) {
    return ReadRecipient{canonical(*mailbox, rules), is_doubtful_at_council(*mailbox, by_mta, own_names, council)};
  }
  if (!is_plain(*mailbox)) return ReadRecipient{canonical(*mailbox, rules), true};
  if (auto read = read_by_mta(by_mta, own_names, council, rules)) return read;
  if (is_own_name(mailbox->domain, own_names)) return ReadRecipient{as_own(mailbox->local, council, rules)};
  return ReadRecipient{canonical(*mailbox, rules)};
}

}  // namespace postern::policy
