// Whether mail passes posternd once where a content filter hands it back to a second door of the MTA. Pure.
#pragma once
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::admin::doctor {

/// `passes-twice`, `proxy-filter`.
Findings findings_content_filter(const Seen& seen);

}  // namespace postern::admin::doctor
