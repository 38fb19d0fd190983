// Text made fit for a letter or a notice. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postern::policy {

/// `a`, `a and b`, `a, b and c`.
std::string joined(const std::vector<std::string>& parts);
/// One line: line ends, control characters and marks that turn the direction of text become blanks, runs of blanks
/// one; bytes that are no UTF-8 become U+FFFD (faults.md W8).
std::string one_line(std::string_view text);
/// The lines of a text that are not empty, each made fit by one_line().
std::vector<std::string> paragraphs(std::string_view text);
/// Ends with a full stop where it ends with no mark.
std::string sentence(std::string text);
/// No line wider than `width` columns where blanks allow it; `- ` and indents carry over, runs of empty lines are one.
std::string wrapped(std::string_view text, std::size_t width);

}  // namespace postern::policy
