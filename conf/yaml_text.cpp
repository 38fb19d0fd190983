#include "conf/yaml_text.hpp"

#include <boost/locale/utf.hpp>
#include <fmt/format.h>

namespace postern::conf {
namespace {

using Utf8 = boost::locale::utf::utf_traits<char>;

bool is_control(boost::locale::utf::code_point code) {
  return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0x7F;
}

}  // namespace

std::optional<BadByte> bad_byte_in(std::string_view text) {
  std::size_t line = 1;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const unsigned byte = static_cast<unsigned char>(*at);
    const auto code = Utf8::decode(at, end);
    if (code == boost::locale::utf::illegal || code == boost::locale::utf::incomplete) {
      return BadByte{line, fmt::format("the byte 0x{:02x} is no UTF-8; save the file as UTF-8", byte)};
    }
    if (is_control(code)) return BadByte{line, fmt::format("the control character 0x{:02x} is not allowed", code)};
    if (code == '\n') ++line;
  }
  return std::nullopt;
}

}  // namespace postern::conf
