// Whether what the MTA does with mail agrees with what the council's configuration says of it. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `domains`, `delimiter`: whose mail it takes, and how an address divides.
Findings findings_domains(const Seen& seen);
/// `message-size`, `original-recipient`, `bare-newline`.
Findings findings_message(const Seen& seen);
/// `authserv-ids`.
Findings findings_notices(const Seen& seen);

}  // namespace postern::admin::doctor
