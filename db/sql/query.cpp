#include "db/sql/query.hpp"

#include <algorithm>

namespace postern::db {

std::size_t Query::run() {
  while (statement_->step()) {
  }
  return statement_->affected();
}

std::string insertion(const std::string& table, const std::string& columns) {
  std::string values = "$1";
  const auto others = std::count(columns.begin(), columns.end(), ',');
  for (std::ptrdiff_t i = 2; i <= others + 1; ++i) values += ", $" + std::to_string(i);
  return "INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")";
}

}  // namespace postern::db
