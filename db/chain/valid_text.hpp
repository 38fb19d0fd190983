// Text from strangers' mail, made fit to be printed; and the hash that names things. Pure. Private to db/.
#pragma once
#include <string>
#include <string_view>

namespace postern::db {

/// Bytes that are no UTF-8 become U+FFFD; all else stays, NUL included.
std::string valid_text(const std::string& text);
/// SHA-256, 64 lower-case hexadecimal digits.
std::string sha256_of(std::string_view text);

}  // namespace postern::db
