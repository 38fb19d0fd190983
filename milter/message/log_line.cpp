#include "milter/message/log_line.hpp"

namespace postern::milter {

std::string logged(std::string_view text) {
  if (text.empty()) return "-";
  std::string line(text.substr(0, 200));
  for (char& c : line) {
    if (c == ' ' || c == '\t') {
      c = '_';
    } else if (c < ' ' || c == 0x7F) {  // 8-bit bytes are negative here
      c = '?';
    }
  }
  return line;
}

}  // namespace postern::milter
