// The addresses of this machine (getifaddrs(3)).
#pragma once
#include <string>
#include <vector>

namespace postern::admin::doctor {

/// `192.0.2.1`, `2001:db8::1`, `127.0.0.1`; without zones. Empty where they cannot be asked.
std::vector<std::string> own_addresses();

}  // namespace postern::admin::doctor
