// All that the gateway has to know of the central log, as of one revision: what a snapshot is built of. Plain values.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "policy/record/councillor.hpp"
#include "policy/record/restriction.hpp"

namespace postern::policy {

/// A restriction whose state is in force; whether it has started or run out is decided per message, by the clock.
struct RestrictionInForce {
  Reference reference;
  std::vector<std::string> identifiers;  ///< of the customer's e-mail, as written
  std::shared_ptr<const Terms>
      terms;  ///< never null; equal terms may share one value (100,000 restrictions fit in memory)
  std::optional<Day> starts;
  std::optional<Day> ends;
  std::optional<Day> review_by;                    ///< see Overdue
  std::optional<std::chrono::sys_seconds> lapses;  ///< of an emergency that is not complete: no longer from then on
};

/// A councillor's choice with every e-mail identifier by which the central log knows that customer.
struct ChoiceInForce {
  std::string councillor;  ///< the councillor's first address
  std::vector<std::string> identifiers;
  Action action = Action::junk;
  std::string forward_to;
};

struct Rules {
  std::uint64_t revision = 0;
  std::vector<RestrictionInForce> restrictions;
  std::vector<Councillor> councillors;
  std::vector<ChoiceInForce> choices;
  std::vector<ProtectedAddress> protected_addresses;
};

}  // namespace postern::policy
