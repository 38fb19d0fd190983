// The lines of a case that say what is in force: restrictions, councillors, protected addresses, settings.
#pragma once
#include <string>

#include "case/case_file.hpp"

namespace postern::cases {

/// Reads `line` into `ground` where its first word, `what`, is one of these; false where it is not. Throws BrokenCase.
bool read_ground(Ground& ground, const std::string& what, Line& line);

}  // namespace postern::cases
