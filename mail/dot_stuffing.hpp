// A message as DATA carries it (RFC 5321 4.5.2): a dot more where a line begins with one. Pure; piece by piece.
#pragma once
#include <string>
#include <string_view>

namespace postern::mail {

class DotStuffing {
 public:
  /// `bytes` with the dots; the pieces of one message one after another.
  std::string piece(std::string_view bytes);
  /// What ends the message: CRLF where the last line has none, then the dot.
  std::string end() const { return at_line_start_ ? ".\r\n" : "\r\n.\r\n"; }

 private:
  bool at_line_start_ = true;
};

}  // namespace postern::mail
