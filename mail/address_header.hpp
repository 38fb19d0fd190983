// Every address that a common mail program would show or reply to, in one address header (decision.md 2): GMime's
// reading, completed where GMime reads less. Pure; GMime must have been initialised (mail::initialise()). Any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postern::mail {

struct AddressHeader {
  /// addr-specs as found (still to be made canonical), each once, in the order of the text. Never those that stand only
  /// in a display name or a comment. `""@example.org` where only the domain can be read.
  std::vector<std::string> addresses;
  /// certain[i]: the grammar alone finds addresses[i]; otherwise only a reader that forgives errors does.
  std::vector<bool> certain;
  bool excessive = false;  ///< more than the limit, or groups nested deeper than 100: no honest message
};

/// `value` is the field's value, folded or not, in any bytes. Linear time; memory in proportion to `value`.
/// The union of readings: the grammar's (groups, comments, quoted strings, source routes), and a lenient one that takes
/// stray separators, a missing `>`, several addresses without commas, `a@b <c@d>`, encoded words that hide an address,
/// and one address in disguise (disguised_address.hpp).
AddressHeader addresses_in(std::string_view value, std::size_t limit);

/// Once, before the first thread starts (g_mime_init).
void initialise();

}  // namespace postern::mail
