#include "milter/message/connection.hpp"

#include <algorithm>

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

}  // namespace

bool lies_in(const Connection& connection, const std::vector<conf::Network>& networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const conf::Network& network) { return lies_in(connection.address, network); });
}

}  // namespace postern::milter
