#include "unit/mail/senders.hpp"

#include <algorithm>
#include <array>

#include "mail/address_header.hpp"

namespace postern::mail::samples {
namespace {

using policy::IdentityKind;
constexpr std::array kEveryKind{IdentityKind::envelope, IdentityKind::from,        IdentityKind::sender,
                                IdentityKind::reply_to, IdentityKind::resent_from, IdentityKind::resent_sender};
const bool kInitialised = (initialise(), true);

}  // namespace

const policy::AddressRules& no_providers() {
  static const policy::AddressRules rules{{}};
  return rules;
}

std::vector<std::string> named_in(std::string_view value) {
  const std::array header{HeaderField{"From", std::string(value)}};
  std::vector<std::string> found;
  for (const policy::Identity& one : header_identities(header, kEveryKind, no_providers(), 1000).found) {
    found.push_back(one.address.text());
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool names_alex(std::string_view value) {
  const auto found = named_in(value);
  return std::find(found.begin(), found.end(), "alex@example.org") != found.end();
}

std::vector<std::string> identities_in(std::span<const HeaderField> header, std::size_t limit) {
  std::vector<std::string> found;
  const Identities read = header_identities(header, kEveryKind, no_providers(), limit);
  if (read.excessive) return {"excessive"};
  for (const policy::Identity& one : read.found) {
    found.push_back(std::string(to_text(one.kind)) + " " + one.address.text());
  }
  return found;
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string all;
  all.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

}  // namespace postern::mail::samples
