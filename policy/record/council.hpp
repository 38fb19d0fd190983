// The council's own domains and addresses, as configured. Immutable once built.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/address/address_rules.hpp"
#include "policy/time/day.hpp"

namespace postern::policy {

struct Council {
  std::string name;
  std::vector<std::string> domains;  ///< canonical; `.york.gov.uk` means every domain below york.gov.uk
  std::string recipient_delimiter = "+";
  std::string representations;  ///< always protected (¶10); empty: none configured
  std::string bounces;          ///< mail.bounces: always protected, envelope sender of what postern sends
  std::string reply;            ///< default text of a refusal, with {contact} for whom to write to
  const date::time_zone* time_zone = nullptr;  ///< never null in a loaded configuration; lives as long as the process
  std::vector<Day> closed_days;                ///< no contact hours on them

  bool has_domain(std::string_view domain) const;  ///< `domain` in canonical form
  /// `providers` with the council's own recipient delimiter for the council's domains.
  AddressRules address_rules(const AddressRules& providers) const;
};

}  // namespace postern::policy
