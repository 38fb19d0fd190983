#include "mail/identities.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "mail/address_header.hpp"
#include "policy/address/rewritten_sender.hpp"
#include "policy/ascii.hpp"

namespace postern::mail {
namespace {

using policy::Identity;
using policy::IdentityKind;

std::string_view field_name(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::envelope:
      return {};
    case IdentityKind::from:
      return "From";
    case IdentityKind::sender:
      return "Sender";
    case IdentityKind::reply_to:
      return "Reply-To";
    case IdentityKind::resent_from:
      return "Resent-From";
    case IdentityKind::resent_sender:
      return "Resent-Sender";
  }
  return {};
}

/// Each pair of kind and address once, in the order found; doubtful only where every finding is.
class Gathering {
 public:
  explicit Gathering(const policy::AddressRules& rules) : rules_(rules) {}

  /// With the account that may be behind a tagged address.
  void add(IdentityKind kind, policy::Address address, bool doubtful) {
    auto account = policy::perhaps_same_account(address, rules_);
    add_one({kind, std::move(address), doubtful});
    if (account) add_one({kind, std::move(*account), true});
  }
  const policy::AddressRules& rules() const { return rules_; }
  std::vector<Identity> take() { return std::move(found_); }

 private:
  void add_one(Identity identity) {
    const auto [known, is_new] = place_[identity.kind].try_emplace(identity.address, found_.size());
    if (is_new) {
      found_.push_back(std::move(identity));
    } else if (!identity.doubtful) {
      found_[known->second].doubtful = false;
    }
  }

  const policy::AddressRules& rules_;
  std::vector<Identity> found_;
  std::map<IdentityKind, std::unordered_map<policy::Address, std::size_t>> place_;
};

/// The canonical form of what a reader found: `""@example.org` has a domain only.
std::optional<policy::Address> address_of(const std::string& text, const policy::AddressRules& rules) {
  constexpr std::string_view kNobody = "\"\"@";
  if (!text.starts_with(kNobody)) return policy::canonical(text, rules);
  auto domain = policy::canonical_domain(std::string_view(text).substr(kNobody.size()));
  if (!domain) return std::nullopt;
  return policy::canonical(policy::Mailbox{{}, std::move(*domain)}, rules);
}

void add_mailbox(Gathering& found, const policy::Mailbox& mailbox, bool doubtful) {
  const bool forwarded = policy::names_forwarder(mailbox);
  found.add(IdentityKind::envelope, forwarded ? policy::uncut(mailbox) : policy::canonical(mailbox, found.rules()),
            doubtful);
}

void add_sender(Gathering& found, const policy::Mailbox& mailbox, bool doubtful) {
  add_mailbox(found, mailbox, doubtful);
  for (const policy::Mailbox& original : policy::original_senders(mailbox)) add_mailbox(found, original, doubtful);
}

void add_path(Gathering& found, std::string_view path) {
  constexpr std::size_t kMostReadings = 100;
  if (const auto mailbox = policy::parse_mailbox(path)) return add_sender(found, *mailbox, false);
  for (const std::string& text : addresses_in(path, kMostReadings).addresses) {
    if (const auto mailbox = policy::parse_mailbox(text)) {
      add_sender(found, *mailbox, true);
    } else if (auto address = address_of(text, found.rules())) {
      found.add(IdentityKind::envelope, std::move(*address), true);
    }
  }
}

const HeaderField* first(std::span<const HeaderField> header, std::string_view name) {
  const auto found =
      std::find_if(header.begin(), header.end(), [&](const HeaderField& field) { return named(field, name); });
  return found == header.end() ? nullptr : &*found;
}

/// The value without folds and the white space around it.
std::string trimmed(const HeaderField& field) {
  std::string text;
  for (const char c : field.value) {
    if (c != '\r' && c != '\n') text += c;
  }
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

}  // namespace

std::vector<Identity> envelope_identities(std::string_view mail_from, const policy::AddressRules& rules,
                                          std::string_view mail_addr) {
  Gathering found(rules);
  add_path(found, mail_from);
  if (!mail_addr.empty()) add_path(found, mail_addr);
  return found.take();
}

Identities header_identities(std::span<const HeaderField> header, std::span<const IdentityKind> kinds,
                             const policy::AddressRules& rules, std::size_t limit) {
  Gathering found(rules);
  std::size_t addresses = 0;
  for (const HeaderField& field : header) {
    for (const IdentityKind kind : kinds) {
      if (kind == IdentityKind::envelope || !named(field, field_name(kind))) continue;
      const AddressHeader read = addresses_in(field.value, limit);
      addresses += read.addresses.size();
      if (read.excessive || addresses > limit) return {found.take(), true};
      for (std::size_t i = 0; i < read.addresses.size(); ++i) {
        auto address = address_of(read.addresses[i], rules);
        if (address) found.add(kind, std::move(*address), !read.certain[i]);
      }
    }
  }
  return {found.take(), false};
}

bool is_report(std::span<const HeaderField> header) {
  const HeaderField* field = first(header, "Content-Type");
  if (field == nullptr) return false;
  const std::string value = policy::lower_ascii(trimmed(*field));
  constexpr std::string_view kReport = "multipart/report";
  if (!value.starts_with(kReport)) return false;
  return value.size() == kReport.size() || value.find_first_of("; \t(", kReport.size()) == kReport.size();
}

std::string message_id(std::span<const HeaderField> header) {
  const HeaderField* field = first(header, "Message-ID");
  return field == nullptr ? std::string() : trimmed(*field).substr(0, 998);
}

}  // namespace postern::mail
