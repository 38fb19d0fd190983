// Text from strangers, made fit for a terminal (faults.md W8). Pure.
#pragma once
#include <string>
#include <string_view>

namespace postern::cli {

/// One line: control characters, marks that turn the direction of text, and bytes that are no UTF-8 become `\x1b` and
/// the like; all else stays.
std::string printable(std::string_view text);
/// How many columns a printable text takes, roughly: one a character.
std::size_t columns(std::string_view printable_text);

}  // namespace postern::cli
