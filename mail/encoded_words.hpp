// Encoded words in header fields (RFC 2047). Pure but for GMime. Private to mail/.
#pragma once
#include <string>
#include <string_view>

namespace postern::mail {

/// Whether `word` begins like an encoded word and ends like one.
bool is_encoded_word(std::string_view word);
/// Its text in UTF-8; `word` itself where it cannot be decoded.
std::string decoded_word(const std::string& word);

}  // namespace postern::mail
