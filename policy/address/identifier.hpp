// By what a customer is known in e-mail: an address, a domain, or a domain and all below it. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "policy/address/address.hpp"

namespace postern::policy {

/// `alex@example.org`; `@example.org`, that domain alone; `@.example.org`, that domain and all below it.
struct Identifier {
  enum class Kind { address, domain, domain_and_below };
  Kind kind = Kind::address;
  std::string key;  ///< canonical: `alex@example.org`, `@example.org` or `@.example.org`
  bool operator==(const Identifier&) const = default;
};

/// Nothing where `text` is none of the three.
std::optional<Identifier> identifier_from_text(std::string_view text, const AddressRules& rules);

}  // namespace postern::policy
