// A file that a command writes for people: whole, or not at all.
#pragma once
#include <string>
#include <string_view>

#include "policy/result.hpp"

namespace postern::cli {

/// Readable by its owner alone, for it may hold personal data. A file that is there is replaced in one step;
/// unavailable where it cannot be written, and then the old one is untouched.
policy::Result<> write_file(const std::string& path, std::string_view text);

}  // namespace postern::cli
