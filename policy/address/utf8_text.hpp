// Unicode as addresses need it, by ICU: nothing here depends on the locale. Pure. Private to policy/.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace postern::policy {

/// NFC, without invisible characters (zero width, soft hyphen, direction marks: ICU's Default_Ignorable_Code_Point);
/// bytes that are no UTF-8 become U+FFFD. Fast for ASCII.
std::string visible_nfc(std::string_view text);
/// Case-folded (not the Turkish way), then NFC.
std::string folded(std::string_view text);
/// UTS #46, non-transitional, to ASCII, lower case; nothing where it is no domain name.
std::optional<std::string> domain_to_ascii(std::string_view text);

}  // namespace postern::policy
