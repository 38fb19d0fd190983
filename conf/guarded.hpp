// Domains that no restriction may name, because it would silence many people or cut off a service by which people write
// to their council (decision.md 7). libpsl knows the public suffixes. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "conf/config.hpp"

namespace postern::conf {

/// Why `domain` (canonical), or with `and_below` that domain and all below it, must not be restricted; empty: it may.
std::string why_guarded(const Config& config, std::string_view domain, bool and_below);

}  // namespace postern::conf
