// A port by its number or by its name among the services of this machine (/etc/services).
#pragma once
#include <cstdint>
#include <string>

namespace postern::admin::doctor {

/// `25`, `smtp`, `submission`; 0 where it is none.
std::uint16_t port_number(const std::string& text);

}  // namespace postern::admin::doctor
