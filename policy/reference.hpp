// The reference of a restriction in the central log, such as RCC-2026-0007. A plain value.
#pragma once
#include <string>

namespace postern::policy {

/// `RCC-2026-0007`: names one restriction in the central log.
using Reference = std::string;
/// Whether `a` was given out before `b`: by year, then by number, so that RCC-2026-10000 follows RCC-2026-9999.
bool lower(const Reference& a, const Reference& b);

}  // namespace postern::policy
