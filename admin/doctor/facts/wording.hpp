// How the findings write what several of them say. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace postern::admin::doctor {

/// Without spaces, tabs and line ends at either end.
std::string trimmed(std::string_view text);

/// `a, b, c`
std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");

/// What an errno means, in the system's words.
std::string error_words(int error);

/// `12 MiB`, rounded down.
std::string mebibytes(std::uint64_t bytes);

}  // namespace postern::admin::doctor
