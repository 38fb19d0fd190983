#include "policy/record/council.hpp"

#include <algorithm>

namespace postern::policy {

bool Council::has_domain(std::string_view domain) const {
  return std::any_of(domains.begin(), domains.end(), [&](const std::string& own) {
    return own.starts_with('.') ? domain.size() > own.size() && domain.ends_with(own) : domain == own;
  });
}

AddressRules Council::address_rules(const AddressRules& providers) const {
  AddressRule own;
  own.domains = domains;
  own.delimiters = recipient_delimiter;
  return providers.with(std::move(own));
}

}  // namespace postern::policy
