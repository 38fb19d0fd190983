// Whom a recipient is, as the MTA names it. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "policy/address/address.hpp"
#include "policy/record/council.hpp"

namespace postern::policy {

/// `raw` is the argument of RCPT, with or without brackets. One without a domain (`<postmaster>`) is the council's:
/// only its MTA would take it. Nothing where nobody can read it.
std::optional<Address> recipient_address(std::string_view raw, const Council& council, const AddressRules& rules);
/// The domain of what has none.
std::string unqualified_domain(const Council& council);

}  // namespace postern::policy
