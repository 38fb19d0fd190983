// Which identifiers a councillor's choice holds for: every one by which the log knows that customer. Pure. Private to
// db/.
#pragma once
#include <string>
#include <vector>

#include "policy/decision/rules.hpp"

namespace postern::db {

/// Each choice of `councillors` with its customer and all of any list in `customers` that holds it (as written, ASCII
/// case folded): one customer's identifiers are one list.
std::vector<policy::ChoiceInForce> choices_in_force(const std::vector<policy::Councillor>& councillors,
                                                    const std::vector<std::vector<std::string>>& customers);

}  // namespace postern::db
