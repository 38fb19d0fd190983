// Where the comments and quoted strings of structured text end (RFC 5322 3.2.2, 3.2.4), for every reader of addresses
// and header fields. Works on any bytes, allocates nothing, and is linear: a caller whose search failed must not ask
// again for each later byte. Pure: any thread.
#pragma once
#include <cstddef>
#include <string_view>

namespace postern::policy {

/// What a parser of its own would need a stack for: comments nested deeper than this are no honest text.
constexpr std::size_t kDeepestComment = 100;

/// `text[begin]` is a `"`: the place behind the one that closes it, npos where none does. A backslash takes the meaning
/// of the byte behind it.
std::size_t end_of_quoted(std::string_view text, std::size_t begin);
/// `text[begin]` is a `(`: the place behind the `)` that closes it, npos where none does, and where comments nest
/// deeper than `deepest`.
std::size_t end_of_comment(std::string_view text, std::size_t begin, std::size_t deepest = kDeepestComment);

/// What stands open while text is seen byte by byte: for text that need not balance.
struct OpenParts {
  /// Takes the next byte. True where it stands outside comments and quoted strings and is part of neither.
  bool see(char c);
  /// Whether all that was opened is closed.
  bool balanced() const { return !escaped && !quoted && !angle && !literal && comments == 0; }

  bool escaped = false;  ///< the last byte was a backslash that counts
  bool quoted = false;
  bool angle = false;    ///< behind `<`
  bool literal = false;  ///< behind `[`
  std::size_t comments = 0;
};

}  // namespace postern::policy
