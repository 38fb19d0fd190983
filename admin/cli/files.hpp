// Files named on the command line.
#pragma once
#include <string>

#include "policy/result.hpp"

namespace postern::cli {

/// All of the file's bytes; `-` is standard input. Unavailable where it cannot be read.
policy::Result<std::string> contents_of(const std::string& path);

}  // namespace postern::cli
