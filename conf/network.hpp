// Networks in CIDR form. Pure. Private to conf/.
#pragma once
#include <optional>
#include <string>

#include "conf/config.hpp"

namespace postern::conf {

/// `192.0.2.0/24`, `2001:db8::/32`, or one address. Nothing where it is none, or where bits are set after the prefix.
std::optional<Network> network_from_text(const std::string& text);

}  // namespace postern::conf
