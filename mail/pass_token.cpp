#include "mail/pass_token.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace postern::mail {

std::string random_id() {
  std::array<unsigned char, 16> bits{};
  randombytes_buf(bits.data(), bits.size());
  std::string text(bits.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bits.data(), bits.size());
  text.pop_back();
  return text;
}

bool is_random_id(std::string_view text) {
  return text.size() == 32 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace postern::mail
