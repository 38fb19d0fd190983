// Somebody writes one address and means many: `*@example.org`, `bob*@example.org`. postern knows no wildcards; such a
// text would be read as an address that nobody has, and restrict or protect nobody. Pure.
#pragma once
#include <string>
#include <string_view>

namespace postern::policy {

/// What may stand where the text was written.
enum class Allowed { address, address_or_domain };

/// What is wrong with `text`, with the form that does what it means; empty where it means one address. A local part in
/// quotes means what it says: `"a*b"@example.org`.
std::string wildcard_fault(std::string_view text, Allowed allowed);

}  // namespace postern::policy
