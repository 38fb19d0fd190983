// Where a store lies, told without opening it.
// Implemented in: sqlite/sqlite_open.cpp
#pragma once
#include <string>

#include "policy/result.hpp"

namespace postern::db {

/// Whether there is anything at the place that `url` (as open_store()) names: it need not be a usable store. Refused
/// where `url` names no place; unavailable where this user may not look.
policy::Result<bool> store_exists(const std::string& url);

}  // namespace postern::db
