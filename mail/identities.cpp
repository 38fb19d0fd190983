#include "mail/identities.hpp"

#include <algorithm>

#include "mail/address_header.hpp"
#include "policy/address/rewritten_sender.hpp"

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

void add(std::vector<Identity>& found, IdentityKind kind, policy::Address address) {
  Identity identity{kind, std::move(address)};
  if (std::find(found.begin(), found.end(), identity) == found.end()) found.push_back(std::move(identity));
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

std::vector<Identity> envelope_identities(std::string_view mail_from, const policy::AddressRules& rules) {
  std::vector<Identity> found;
  const auto mailbox = policy::parse_mailbox(mail_from);
  if (!mailbox) return found;
  add(found, IdentityKind::envelope, policy::canonical(*mailbox, rules));
  if (const auto original = policy::original_sender(*mailbox)) {
    add(found, IdentityKind::envelope, policy::canonical(*original, rules));
  }
  return found;
}

Identities header_identities(std::span<const HeaderField> header, std::span<const IdentityKind> kinds,
                             const policy::AddressRules& rules, std::size_t limit) {
  Identities identities;
  std::size_t addresses = 0;
  for (const HeaderField& field : header) {
    for (const IdentityKind kind : kinds) {
      if (kind == IdentityKind::envelope || !named(field, field_name(kind))) continue;
      const AddressHeader read = addresses_in(field.value, limit);
      addresses += read.addresses.size();
      identities.excessive = identities.excessive || read.excessive || addresses > limit;
      if (identities.excessive) return identities;
      for (const std::string& text : read.addresses) {
        if (auto address = policy::canonical(text, rules)) add(identities.found, kind, std::move(*address));
      }
    }
  }
  return identities;
}

bool is_report(std::span<const HeaderField> header) {
  const HeaderField* field = first(header, "Content-Type");
  if (field == nullptr) return false;
  const std::string value = lower(trimmed(*field));
  constexpr std::string_view kReport = "multipart/report";
  if (!value.starts_with(kReport)) return false;
  return value.size() == kReport.size() || value.find_first_of("; \t(", kReport.size()) == kReport.size();
}

std::string message_id(std::span<const HeaderField> header) {
  const HeaderField* field = first(header, "Message-ID");
  return field == nullptr ? std::string() : trimmed(*field).substr(0, 998);
}

}  // namespace postern::mail
