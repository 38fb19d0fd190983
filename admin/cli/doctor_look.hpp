// What `postern doctor` looks at, gathered once, and what it found. Belongs to one thread.
#pragma once
#include "admin/cli/invocation.hpp"
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"
#include "admin/doctor/mta_found.hpp"

namespace postern::cli {

/// Looks at the MTA, the daemon and the machine, and judges; faults first. Fails where the configuration of postern
/// cannot be read, or that of the MTA which was named.
policy::Result<admin::doctor::Findings> look(const Invocation& invocation, const admin::doctor::MtaAsked& asked);

}  // namespace postern::cli
