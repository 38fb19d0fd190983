#include "policy/decision/recipient_address.hpp"

namespace postern::policy {
namespace {

std::string_view without_brackets(std::string_view path) {
  return path.size() >= 2 && path.front() == '<' && path.back() == '>' ? path.substr(1, path.size() - 2) : path;
}

}  // namespace

std::string unqualified_domain(const Council& council) {
  if (council.domains.empty()) return "localhost";
  const std::string& first = council.domains.front();
  return first.starts_with('.') ? "unqualified" + first : first;
}

std::optional<Address> recipient_address(std::string_view raw, const Council& council, const AddressRules& rules) {
  if (auto address = canonical(raw, rules)) return address;
  return canonical(std::string(without_brackets(raw)) + "@" + unqualified_domain(council), rules);
}

}  // namespace postern::policy
