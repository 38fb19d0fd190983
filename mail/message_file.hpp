// The header of a message in a file. Reads files; any thread.
#pragma once
#include <string>
#include <vector>

#include "mail/header_field.hpp"
#include "policy/result.hpp"

namespace postern::mail {

/// The header of a message in a file (.eml), at most `limit` bytes of it, in the form in which an MTA hands fields
/// over: up to the first empty line, or to the first line that is no field as Postfix has it (`Hello there: x`, a name
/// beyond ASCII, a fold before the first field). Leading `From ` lines of a mailbox are left out. Unavailable where it
/// cannot be read, refused where it is larger.
policy::Result<std::vector<HeaderField>> header_of(const std::string& path, std::size_t limit);

}  // namespace postern::mail
