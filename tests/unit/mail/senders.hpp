// What the tests of mail/ ask most: whom one header field names. Any thread.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/header_field.hpp"
#include "mail/identities.hpp"

namespace postern::mail::samples {

/// GMime and provider rules without any provider are ready before the first test.
const policy::AddressRules& no_providers();
/// Canonical addresses that a From field with this value names, in order of their text.
std::vector<std::string> named_in(std::string_view value);
/// Whether alex@example.org is one of them.
bool names_alex(std::string_view value);
/// `kind address` for everyone whom the header names by any kind of field, in the order found.
std::vector<std::string> identities_in(std::span<const HeaderField> header, std::size_t limit = 1000);
std::string repeated(std::string_view piece, std::size_t times);

}  // namespace postern::mail::samples
