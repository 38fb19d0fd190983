// Elected Members, their own choices (policy ¶13), and addresses that nothing may block. Plain values, as written.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "policy/record/action.hpp"
#include "policy/time/day.hpp"

namespace postern::policy {

/// One councillor no longer wants mail from one customer. It stands on its own: no restriction is needed.
struct Choice {
  std::string customer;          ///< an address of the customer, as written
  Action action = Action::junk;  ///< junk, quarantine, reject or forward
  std::string forward_to;        ///< for forward: a council address
  std::optional<Day> since;
  std::string because;   ///< needed for anything but junk
  std::string asked_by;  ///< empty: the councillor
  bool operator==(const Choice&) const = default;
};

struct Councillor {
  std::string name;
  std::string ward;
  std::vector<std::string> addresses;  ///< at least one; the first one names the councillor
  std::vector<Choice> choices;
  bool operator==(const Councillor&) const = default;
};

struct ProtectedAddress {
  std::string address;
  std::string why;
  bool operator==(const ProtectedAddress&) const = default;
};

}  // namespace postern::policy
