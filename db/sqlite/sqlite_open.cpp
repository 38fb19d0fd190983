#include <filesystem>
#include <system_error>

#include "db/sql/sql_store.hpp"
#include "db/sqlite/sqlite_engine.hpp"
#include "db/sqlite/sqlite_file.hpp"
#include "db/store.hpp"
#include "db/store_place.hpp"

namespace postern::db {
namespace {

constexpr std::string_view kScheme = "sqlite:";

std::optional<policy::Error> fault_in_url(const std::string& url) {
  if (url.starts_with("postgresql:") || url.starts_with("postgres:")) {
    return policy::refused("store: this version of postern has no PostgreSQL store; write sqlite:/PATH");
  }
  if (!url.starts_with(kScheme)) return policy::refused("store: " + url + " names no store; write sqlite:/PATH");
  if (url.size() == kScheme.size()) return policy::refused("store: sqlite: lacks the path; write sqlite:/PATH");
  if (url.find('\0') != std::string::npos) return policy::refused("store: the path has a NUL byte in it");
  return std::nullopt;
}

std::optional<policy::Error> fault_in_file(const std::string& path, OpenFor purpose) {
  if (purpose == OpenFor::initialise) {
    if (auto error = prepare_store(path)) return error;
  }
  return why_no_store(path);
}

}  // namespace

policy::Result<std::string> path_in(const std::string& url) {
  if (auto error = fault_in_url(url)) return *error;
  return url.substr(kScheme.size());
}

policy::Result<bool> store_exists(const std::string& url) {
  const auto path = path_in(url);
  if (!path) return path.error();
  std::error_code error;
  const auto status = std::filesystem::symlink_status(*path, error);
  if (status.type() == std::filesystem::file_type::not_found) return false;
  if (error) return policy::unavailable("the store " + *path + " cannot be looked at: " + error.message());
  return true;
}

policy::Result<std::unique_ptr<Store>> open_store(const std::string& url, OpenFor purpose) {
  if (auto error = fault_in_url(url)) return *error;
  std::string path = url.substr(kScheme.size());
  try {
    // Absolute: SQLite reads `:memory:` and `file:` as more than a path.
    path = std::filesystem::absolute(path).string();
    if (auto error = fault_in_file(path, purpose)) return *error;
    return std::unique_ptr<Store>(std::make_unique<SqlStore>(std::make_unique<SqliteEngine>(path)));
  } catch (const std::exception& error) {
    return why_failed(path, error);
  }
}

}  // namespace postern::db
