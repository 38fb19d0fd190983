// The numbered schema files, embedded. Private to db/sqlite.
#pragma once
#include <span>
#include <string_view>

namespace postern::db {

/// In order: the first one makes version 1 of an empty database, each other one the next version.
std::span<const std::string_view> schema_files();

}  // namespace postern::db
