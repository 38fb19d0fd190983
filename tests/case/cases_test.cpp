// Every text case through decide() and plan().
#include <catch2/catch.hpp>

#include "case/case_file.hpp"
#include "case/mismatches.hpp"
#include "support/source_dir.hpp"

using namespace postern::cases;

namespace {

/// Catch2 2.13 indents what follows `: ` in the name of a failed section, and aborts where that is past the line's end.
std::string section_name(const Case& one) {
  std::string name = one.place + " " + one.title;
  for (std::size_t at = name.find(": "); at != std::string::npos; at = name.find(": ", at)) name.replace(at, 2, ", ");
  return name;
}

}  // namespace

TEST_CASE("every case comes out as it says", "[case]") {
  for (const Case& one : cases_of_folder(postern::test::source_dir() + "/tests/case")) {
    DYNAMIC_SECTION(section_name(one)) {
      CHECK(mismatches(one, outcome_of(one)) == std::vector<std::string>{});
    }
  }
}
