// Whether posternd is named in the MTA's configuration, at every door where it ought to be. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `milter-missing`, `milter-service`, `local-mail`, `milter-maps`, `milter-order`.
Findings findings_naming(const Seen& seen);
/// `tcp`.
Findings findings_tcp(const Seen& seen);

}  // namespace postern::admin::doctor
