// What a mail provider treats as one mailbox (decision.md 1): data, read by conf/ from address-rules.yaml.
// Immutable after construction: any thread may read.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace postern::policy {

/// How local parts of some domains are compared.
struct AddressRule {
  std::vector<std::string> domains;  ///< ASCII, lower case; `.example.org` means every domain below example.org
  std::string canonical_domain;      ///< the domain these stand for (googlemail.com: gmail.com); empty: as it is
  std::string delimiters = "+";      ///< each begins a sub-address (RFC 5233); empty: no sub-addressing
  /// base-x is base-y, but base alone may be another account (Yahoo): the delimiter stays in the canonical form.
  bool base_is_other = false;
  std::string ignored;                ///< characters without meaning in the local part (Gmail's dots)
  bool account_in_subdomain = false;  ///< tag@account.fastmail.com is account@fastmail.com
};

/// Finds the rule for a domain: by its own name first, then by the nearest parent listed with a dot.
class AddressRules {
 public:
  AddressRules() = default;
  /// Later rules win over earlier ones that name the same domain.
  explicit AddressRules(std::vector<AddressRule> rules);
  /// The rule for `domain` (canonical ASCII form); the default (`+` begins a sub-address) where none is listed.
  const AddressRule& for_domain(std::string_view domain) const;
  /// These rules and `rule`, which wins.
  AddressRules with(AddressRule rule) const;

 private:
  std::vector<AddressRule> rules_;
  AddressRule default_;
  std::unordered_map<std::string, std::size_t> by_domain_;
};

}  // namespace postern::policy
