// The characters of a CSV file taken apart into records. Pure. Private to csv.cpp.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postern::cli {

struct CsvRecord {
  std::size_t line = 1;
  std::vector<std::string> fields;
  std::string fault;  ///< what is wrong with its quotes; empty
};

/// A quoted field may hold commas, line ends and doubled quotes. Lines end with CRLF, LF or CR; empty ones are left
/// out.
std::vector<CsvRecord> csv_records(std::string_view text);

}  // namespace postern::cli
