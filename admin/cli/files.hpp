// Files named on the command line.
#pragma once
#include <string>
#include <vector>

#include "mail/header_field.hpp"
#include "policy/result.hpp"

namespace postern::cli {

/// All of the file's bytes; `-` is standard input. Unavailable where it cannot be read.
policy::Result<std::string> contents_of(const std::string& path);
/// The header of a message in a file (.eml), at most `limit` bytes of it, in the form in which an MTA hands fields
/// over: up to the first empty line, or to the first line that is no field. A leading `From ` line of a mailbox is left
/// out.
policy::Result<std::vector<mail::HeaderField>> header_of(const std::string& path, std::size_t limit);

}  // namespace postern::cli
