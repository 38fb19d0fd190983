#include "db/sqlite/schema_files.hpp"

#include <array>

#include "db/sqlite/sqlite_file.hpp"

namespace postern::db {
namespace schema {
extern const std::string_view kSqlite0001;
extern const std::string_view kSqlite0002;
extern const std::string_view kSqlite0003;
extern const std::string_view kSqlite0004;
}  // namespace schema

std::span<const std::string_view> schema_files() {
  static const std::array<std::string_view, kSchemaVersion> files{schema::kSqlite0001, schema::kSqlite0002,
                                                                  schema::kSqlite0003, schema::kSqlite0004};
  return files;
}

}  // namespace postern::db
