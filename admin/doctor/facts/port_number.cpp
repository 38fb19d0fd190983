#include "admin/doctor/facts/port_number.hpp"

#include <array>
#include <charconv>
#include <netdb.h>

namespace postern::admin::doctor {
namespace {

/// Those of mail, for a machine without /etc/services.
std::uint16_t well_known(const std::string& name) {
  if (name == "smtp") return 25;
  if (name == "submissions" || name == "smtps") return 465;
  if (name == "submission" || name == "msa") return 587;
  return 0;
}

}  // namespace

std::uint16_t port_number(const std::string& text) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  if (const std::uint16_t known = well_known(text); known != 0) return known;
  std::array<char, 1024> buffer{};
  servent entry{};
  servent* found = nullptr;
  if (getservbyname_r(text.c_str(), "tcp", &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return 0;
  const auto in_network_order = static_cast<std::uint16_t>(found->s_port);
  return static_cast<std::uint16_t>((in_network_order >> 8U) | (in_network_order << 8U));
}

}  // namespace postern::admin::doctor
