// ASCII text, whatever the locale: letter case and white space as protocols and documents mean them. Pure.
#pragma once
#include <string>
#include <string_view>

namespace postern::policy {

/// Every byte is below 0x80; true for the empty text.
bool is_ascii(std::string_view text);
/// `A` to `Z` in lower case; every other byte stays, so that UTF-8 stays whole.
std::string lower_ascii(std::string_view text);
/// Nothing but spaces, tabs and line ends; true for the empty text.
bool is_blank(std::string_view text);

}  // namespace postern::policy
