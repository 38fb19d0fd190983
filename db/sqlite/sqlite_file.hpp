// The file a store lies in: what may be wrong with it before it is used, and how it is made. Private to db/sqlite.
// Everything here is Fault::unavailable with one line that names the path and says what to do; libraries' exceptions
// pass through.
// Implemented in: prepare_store.cpp
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "policy/result.hpp"

namespace postern::db {

/// The version of the schema that this program writes and reads.
inline constexpr int kSchemaVersion = 4;
/// `PRAGMA application_id` of a store: "POST".
inline constexpr std::int64_t kApplicationId = 0x504F5354;

/// The path in `sqlite:PATH`; refused for any other address of a store.
policy::Result<std::string> path_in(const std::string& url);
/// The empty file, mode 0600 whatever the umask, its owner the one of its folder; the folder too, where only that is
/// missing. Leaves a file that is there as it is.
std::optional<policy::Error> create_store_file(const std::string& path);
/// What shows that the file at `path` is no database at all; SQLite itself takes an empty file for an empty one.
std::optional<policy::Error> why_no_database(const std::string& path);
/// What keeps this user from writing there. SQLite keeps its log beside the store, and makes it where it is missing.
std::optional<policy::Error> why_not_writable(const std::string& path);
/// What keeps the file at `path` from being used as a store; empty where nothing does.
std::optional<policy::Error> why_no_store(const std::string& path);
/// Makes the file (mode 0600 whatever the umask; its folder too, mode 0700, where only that is missing) and the schema,
/// or brings an older one up to date. Leaves a store of this version, and what is no store, as they are. May be cut
/// short at any moment and run again, or run twice at once.
std::optional<policy::Error> prepare_store(const std::string& path);

}  // namespace postern::db
