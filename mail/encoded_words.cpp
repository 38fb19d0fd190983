#include "mail/encoded_words.hpp"

#include <gmime/gmime.h>

namespace postern::mail {

bool is_encoded_word(std::string_view word) {
  return word.size() > 6 && word.starts_with("=?") && word.ends_with("?=");
}

std::string decoded_word(const std::string& word) {
  char* text = g_mime_utils_header_decode_phrase(nullptr, word.c_str());
  if (text == nullptr) return word;
  std::string decoded = text;
  g_free(text);
  return decoded;
}

}  // namespace postern::mail
