// More addresses of a customer who is known. As step.hpp.
#pragma once
#include <string>

#include "admin/service/life/step.hpp"

namespace postern::admin {

/// Another full address of the same person is no change of terms: it counts at once, in force too (decision.md 7). A
/// domain is one, and is refused here.
policy::Result<Stepped> add_address(db::CentralLog& log, const Target& target, const std::string& address,
                                    const std::string& why, const Acting& acting);

}  // namespace postern::admin
