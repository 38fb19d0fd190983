#include "support/source_dir.hpp"

namespace postern::test {

std::string source_dir() {
  return POSTERN_SOURCE_DIR;
}

}  // namespace postern::test
