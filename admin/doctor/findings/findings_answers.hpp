// What the MTA does while posternd does not answer, and how long it waits. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `default-action`.
Findings findings_default_action(const Seen& seen);
/// `timeouts`.
Findings findings_timeouts(const Seen& seen);

}  // namespace postern::admin::doctor
