// All that can be judged without speaking to a server, in the order in which an administrator would look. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// Of the MTA's configuration; nothing without one.
Findings judge_mta(const Seen& seen);
/// Of posternd and of this machine.
Findings judge_host(const Seen& seen);

/// Faults first, then warnings, what is unknown, and what is fine; within each in the order of looking. What says the
/// same twice is left out.
Findings in_order(Findings findings);

/// "fault", "warning", "unknown", "fine".
std::string to_text(Standing standing);

}  // namespace postern::admin::doctor
