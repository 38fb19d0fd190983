// Where the project's sources lie, for tests that read the shipped data.
#pragma once
#include <string>

namespace postern::test {

/// An absolute path without a slash at its end.
std::string source_dir();

}  // namespace postern::test
