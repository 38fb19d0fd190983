#include "milter/message/connection.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace postern::milter {
namespace {

bool lies_in(const std::vector<std::uint8_t>& address, const conf::Network& network) {
  if (address.empty() || address.size() != network.prefix.size()) return false;
  const std::size_t whole = network.length / 8;
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), network.prefix.begin())) {
    return false;
  }
  const unsigned rest = network.length % 8;
  if (rest == 0) return true;
  const unsigned mask = 0xFFU << (8 - rest) & 0xFFU;
  return (address[whole] & mask) == (network.prefix[whole] & mask);
}

/// `::ffff:192.0.2.7` is 192.0.2.7.
std::span<const std::uint8_t> without_ipv4_mapping(std::span<const std::uint8_t> address) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  const bool mapped = address.size() == 16 && std::equal(kMapped.begin(), kMapped.end(), address.begin());
  return mapped ? address.subspan(kMapped.size()) : address;
}

}  // namespace

void set_address(Connection& connection, std::span<const std::uint8_t> address) {
  if (address.size() != 4 && address.size() != 16) return;
  const auto own = without_ipv4_mapping(address);
  connection.address.assign(own.begin(), own.end());
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = own.size() == 4 ? AF_INET : AF_INET6;
  if (inet_ntop(family, own.data(), text.data(), text.size()) != nullptr) connection.client = text.data();
}

bool is_remote(const Connection& connection) {
  constexpr std::array<std::uint8_t, 16> kLoopback6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const auto& address = connection.address;
  if (address.size() == 4) return address[0] != 127;
  return address.size() == 16 && !std::equal(address.begin(), address.end(), kLoopback6.begin());
}

bool lies_in(const Connection& connection, const std::vector<conf::Network>& networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const conf::Network& network) { return lies_in(connection.address, network); });
}

}  // namespace postern::milter
