// The clock and the disks. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `clock`, `time-zone`.
Findings findings_clock(const Seen& seen);
/// `disk`.
Findings findings_disk(const Seen& seen);

}  // namespace postern::admin::doctor
