#include "policy/address/identifier.hpp"

namespace postern::policy {

std::optional<Identifier> identifier_from_text(std::string_view text, const AddressRules& rules) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (!text.starts_with('@')) {
    const auto address = canonical(text, rules);
    if (!address) return std::nullopt;
    return Identifier{Identifier::Kind::address, address->text()};
  }
  const bool and_below = text.starts_with("@.");
  const auto domain = canonical_domain(text.substr(and_below ? 2 : 1));
  if (!domain || domain->starts_with('[')) return std::nullopt;
  if (and_below) return Identifier{Identifier::Kind::domain_and_below, "@." + *domain};
  return Identifier{Identifier::Kind::domain, "@" + *domain};
}

}  // namespace postern::policy
