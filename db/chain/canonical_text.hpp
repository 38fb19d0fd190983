// The one way in which records are written down before their hash is taken: for each field its length in bytes in
// decimal, `:`, its bytes, and a newline, so that no two different records have the same text. Pure (libsodium for the
// salt). Private to db/.
#pragma once
#include <string>
#include <string_view>

namespace postern::db {

void add_field(std::string& canonical, std::string_view field);
/// 32 random bytes, 64 lower-case hexadecimal digits.
std::string fresh_salt();

}  // namespace postern::db
