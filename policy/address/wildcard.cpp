#include "policy/address/wildcard.hpp"

#include <algorithm>

namespace postern::policy {
namespace {

bool is_wild(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

/// What the domain's wildcard means: `*.example.org` is all below example.org.
std::string domain_form(std::string_view domain) {
  const bool below = domain.starts_with("*.") || domain.starts_with('.');
  while (!domain.empty() && (domain.front() == '*' || domain.front() == '.')) domain.remove_prefix(1);
  if (domain.empty() || is_wild(domain)) return "@example.org for a domain, @.example.org for all below it too";
  const std::string name(domain);
  if (below) return "@." + name + " for that domain and all below it";
  return "@" + name + " for the whole domain, @." + name + " for all below it too";
}

}  // namespace

std::string wildcard_fault(std::string_view text, Allowed allowed) {
  const std::size_t at = text.rfind('@');
  const std::string_view local = text.substr(0, std::min(at, text.size()));
  const std::string_view domain = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  if (local.starts_with('"')) return {};
  if (local.ends_with('@')) {
    const std::string_view person = local.substr(0, local.find('@'));
    return "has @ twice; write " + std::string(person) + "@" + std::string(domain);
  }
  if (!is_wild(text)) return {};
  if (allowed == Allowed::address) return "is a pattern, and would stand for nobody; write each address";
  return "is a pattern, and would match nobody; write each address, or " + domain_form(domain);
}

}  // namespace postern::policy
