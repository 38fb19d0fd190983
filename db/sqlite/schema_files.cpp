#include "db/sqlite/schema_files.hpp"

#include <array>

#include "db/sqlite/store_file.hpp"

namespace postern::db {
namespace schema {
extern const std::string_view kSqlite0001;
}

std::span<const std::string_view> schema_files() {
  static const std::array<std::string_view, kSchemaVersion> files{schema::kSqlite0001};
  return files;
}

}  // namespace postern::db
