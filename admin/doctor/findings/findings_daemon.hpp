// How posternd itself is, by what it says over its control socket. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `daemon`, `enforcement`, `snapshot`, `store`, `quarantine`, `upkeep`, as far as the daemon answers.
Findings findings_daemon(const Seen& seen);

}  // namespace postern::admin::doctor
