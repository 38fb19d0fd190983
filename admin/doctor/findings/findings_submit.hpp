// Whether mail.submit, where postern hands its own mail over, is a door of the MTA. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `submit-port`, `submit-unfiltered`.
Findings findings_submit(const Seen& seen);

}  // namespace postern::admin::doctor
