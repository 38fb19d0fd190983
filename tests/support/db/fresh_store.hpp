// A store of a test's own. It lies in memory where the machine has a file system there, and is gone with the object.
// One thread makes stores.
#pragma once
#include <memory>

#include "db/sql/sql_session.hpp"
#include "db/store.hpp"

namespace postern::test {

/// Empty.
std::unique_ptr<db::Store> fresh_store();
/// What it stands on: for a store that a test has changed.
std::unique_ptr<db::Engine> fresh_engine();

}  // namespace postern::test
