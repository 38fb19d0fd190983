// SHA-256 of bytes that come in pieces.
#pragma once
#include <array>
#include <cstddef>
#include <string>

#include <sodium.h>

namespace postern::mail {

class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  void add(const void* bytes, std::size_t size) {
    crypto_hash_sha256_update(&state_, static_cast<const unsigned char*>(bytes), size);
  }
  /// 64 lower-case hexadecimal digits. Call it once, last.
  std::string finish() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
    crypto_hash_sha256_final(&state_, sum.data());
    std::array<char, crypto_hash_sha256_BYTES * 2 + 1> text{};
    sodium_bin2hex(text.data(), text.size(), sum.data(), sum.size());
    return text.data();
  }

 private:
  crypto_hash_sha256_state state_{};
};

}  // namespace postern::mail
