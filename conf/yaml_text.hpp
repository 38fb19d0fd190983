// Whether bytes may be YAML at all. Pure. Private to conf/.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postern::conf {

struct BadByte {
  std::size_t line = 1;
  std::string what;
};

/// The first byte that YAML 1.2 (5.1) does not allow: controls but tab and line ends, and what is no UTF-8. yaml-cpp
/// would take some of them for the end of the text, and lose the rest in silence.
std::optional<BadByte> bad_byte_in(std::string_view text);

}  // namespace postern::conf
