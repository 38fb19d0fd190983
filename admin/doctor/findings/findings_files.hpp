// The files and folders that posternd needs: there, its own, and nobody else's. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `quarantine-folder`, `store-file`, `configuration-file`: there, and the daemon's.
Findings findings_files(const Seen& seen);
/// `service-paths`: what systemd keeps the daemon from writing to.
Findings findings_service(const Seen& seen);

}  // namespace postern::admin::doctor
