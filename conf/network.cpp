#include "conf/network.hpp"

#include <arpa/inet.h>
#include <charconv>

namespace postern::conf {
namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) {
  std::vector<std::uint8_t> bytes(4);
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(16);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

bool has_bits_after(const std::vector<std::uint8_t>& bytes, unsigned length) {
  for (unsigned bit = length; bit < bytes.size() * 8; ++bit) {
    if ((bytes[bit / 8] & (0x80U >> (bit % 8))) != 0) return true;
  }
  return false;
}

}  // namespace

std::optional<Network> network_from_text(const std::string& text) {
  const std::size_t slash = text.find('/');
  Network network{text, bytes_of(text.substr(0, slash)), 0};
  if (network.prefix.empty()) return std::nullopt;
  network.length = static_cast<unsigned>(network.prefix.size() * 8);
  if (slash != std::string::npos) {
    unsigned length = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, length);
    if (read.ec != std::errc{} || read.ptr != end || length > network.length) return std::nullopt;
    network.length = length;
  }
  if (has_bits_after(network.prefix, network.length)) return std::nullopt;
  return network;
}

}  // namespace postern::conf
