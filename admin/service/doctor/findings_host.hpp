// The clock, the disks, and the files that posternd needs. Pure.
#pragma once
#include "admin/service/doctor/seen.hpp"

namespace postern::admin::doctor {

/// `clock`, `time-zone`.
Findings findings_clock(const Seen& seen);
/// `disk`.
Findings findings_disk(const Seen& seen);
/// `quarantine-folder`, `store-file`, `configuration-file`: there, and the daemon's.
Findings findings_files(const Seen& seen);
/// `service-paths`: what systemd keeps the daemon from writing to.
Findings findings_service(const Seen& seen);

}  // namespace postern::admin::doctor
