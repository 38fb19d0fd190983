#include "admin/cli/printable.hpp"

#include <algorithm>

#include <boost/locale/utf.hpp>
#include <fmt/format.h>

namespace postern::cli {
namespace {

using Utf8 = boost::locale::utf::utf_traits<char>;

/// Controls (C0, DEL, C1), line and paragraph separators, and the marks that reorder what is shown.
bool is_harmful(boost::locale::utf::code_point code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void append_bytes(std::string& line, std::string_view bytes) {
  for (const char byte : bytes) line += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (const char* at = text.data(); at != text.data() + text.size();) {
    const char* next = at;
    const auto code = Utf8::decode(next, text.data() + text.size());
    if (code == boost::locale::utf::illegal || code == boost::locale::utf::incomplete) {
      next = at + 1;
      append_bytes(line, {at, 1});
    } else if (is_harmful(code)) {
      append_bytes(line, {at, static_cast<std::size_t>(next - at)});
    } else {
      line.append(at, next);
    }
    at = next;
  }
  return line;
}

std::size_t columns(std::string_view printable_text) {
  return static_cast<std::size_t>(std::count_if(printable_text.begin(), printable_text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

}  // namespace postern::cli
