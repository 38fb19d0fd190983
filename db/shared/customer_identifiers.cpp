#include "db/shared/customer_identifiers.hpp"

#include <algorithm>
#include <unordered_map>

#include "policy/ascii.hpp"

namespace postern::db {
namespace {

void add(std::vector<std::string>& identifiers, const std::string& one) {
  if (std::find(identifiers.begin(), identifiers.end(), one) == identifiers.end()) identifiers.push_back(one);
}

}  // namespace

std::vector<policy::ChoiceInForce> choices_in_force(const std::vector<policy::Councillor>& councillors,
                                                    const std::vector<std::vector<std::string>>& customers) {
  std::unordered_multimap<std::string, std::size_t> by_identifier;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    for (const std::string& identifier : customers[i]) by_identifier.emplace(policy::lower_ascii(identifier), i);
  }
  std::vector<policy::ChoiceInForce> choices;
  for (const policy::Councillor& councillor : councillors) {
    for (const policy::Choice& choice : councillor.choices) {
      policy::ChoiceInForce in_force{councillor.addresses.at(0), {choice.customer}, choice.action, choice.forward_to};
      const auto [first, last] = by_identifier.equal_range(policy::lower_ascii(choice.customer));
      for (auto known = first; known != last; ++known) {
        for (const std::string& identifier : customers[known->second]) add(in_force.identifiers, identifier);
      }
      choices.push_back(std::move(in_force));
    }
  }
  return choices;
}

}  // namespace postern::db
