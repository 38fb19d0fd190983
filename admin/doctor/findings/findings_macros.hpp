// What the MTA tells posternd besides the message. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `macros`, `milter-protocol`.
Findings findings_macros(const Seen& seen);

}  // namespace postern::admin::doctor
