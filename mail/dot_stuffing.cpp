#include "mail/dot_stuffing.hpp"

namespace postern::mail {

std::string DotStuffing::piece(std::string_view bytes) {
  std::string stuffed;
  stuffed.reserve(bytes.size() + bytes.size() / 64 + 16);
  for (const char c : bytes) {
    // After a lone LF too: a server that takes it for a line's end must not take what follows for the end.
    if (at_line_start_ && c == '.') stuffed += '.';
    stuffed += c;
    at_line_start_ = c == '\n';
  }
  return stuffed;
}

}  // namespace postern::mail
