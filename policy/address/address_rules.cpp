#include "policy/address/address_rules.hpp"

#include <utility>

namespace postern::policy {

AddressRules::AddressRules(std::vector<AddressRule> rules) : rules_(std::move(rules)) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    for (const std::string& domain : rules_[i].domains) by_domain_[domain] = i;
  }
}

const AddressRule& AddressRules::for_domain(std::string_view domain) const {
  if (const auto own = by_domain_.find(std::string(domain)); own != by_domain_.end()) return rules_[own->second];
  for (std::size_t dot = domain.find('.'); dot != std::string_view::npos; dot = domain.find('.', dot + 1)) {
    const auto parent = by_domain_.find(std::string(domain.substr(dot)));
    if (parent != by_domain_.end()) return rules_[parent->second];
  }
  return default_;
}

AddressRules AddressRules::with(AddressRule rule) const {
  std::vector<AddressRule> rules = rules_;
  rules.push_back(std::move(rule));
  return AddressRules(std::move(rules));
}

}  // namespace postern::policy
