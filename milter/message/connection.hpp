// What is known of one SMTP connection. Outlives its messages and carries nothing from one to the next.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "conf/config.hpp"

namespace postern::milter {

struct Connection {
  std::string client;                 ///< IP address as text; empty where the MTA told none
  std::vector<std::uint8_t> address;  ///< the same as 4 or 16 bytes, IPv4 inside IPv6 taken out; empty as above
  std::string helo;
  std::string mta_name;  ///< {j}: the MTA's own host name; empty where it told none
};

/// `address` is 4 or 16 bytes in the network's order; anything else leaves the connection as it is.
void set_address(Connection& connection, std::span<const std::uint8_t> address);

/// Whether the client is another host: it cannot be a program of this one, which submits without SMTP.
bool is_remote(const Connection& connection);

/// Whether the client lies in one of `networks`. An unknown address lies in none.
bool lies_in(const Connection& connection, const std::vector<conf::Network>& networks);

}  // namespace postern::milter
