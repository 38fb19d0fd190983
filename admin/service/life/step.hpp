// One step in the life of a restriction: which one is meant, and what became of it. The use cases are in decisions.hpp,
// variation.hpp, reviews.hpp, representations.hpp, journal.hpp and customer_addresses.hpp. Each checks everything and
// answers with every problem at once; then it writes one version and one audit entry in one transaction. Where it is
// refused, nothing has changed. Fault::conflict where somebody changed the restriction meanwhile: the lines say who,
// when and what.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"

namespace postern::admin {

struct Target {
  policy::Reference reference;
  std::uint64_t based_on = 0;  ///< the version that whoever decides has seen; 0: whichever is the present one

  Target(const char* named) : reference(named) {}             // NOLINT(google-explicit-constructor): a name is a target
  Target(policy::Reference named, std::uint64_t version = 0)  // NOLINT(google-explicit-constructor)
      : reference(std::move(named)), based_on(version) {}
};

struct Stepped {
  policy::Restriction restriction;  ///< as it is now
  std::uint64_t version = 0;
  std::vector<std::string> missing;  ///< what keeps it from coming into force; in force: what is wrong with it
  std::vector<std::string> notes;    ///< what to know, or to do next
};

}  // namespace postern::admin
