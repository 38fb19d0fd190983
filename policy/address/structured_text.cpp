#include "policy/address/structured_text.hpp"

namespace postern::policy {

std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return std::string_view::npos;
}

std::size_t end_of_comment(std::string_view text, std::size_t begin, std::size_t deepest) {
  std::size_t depth = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '(') {
      if (++depth > deepest) return std::string_view::npos;
    } else if (text[at] == ')' && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

bool OpenParts::see(char c) {
  if (escaped) {
    escaped = false;
  } else if (c == '\\') {
    escaped = true;
  } else if (c == '"' && comments == 0) {
    quoted = !quoted;
  } else if (quoted) {
    return false;
  } else if (c == '(') {
    ++comments;
  } else if (c == ')' && comments > 0) {
    --comments;
  } else if (comments == 0) {
    angle = c == '<' || (angle && c != '>');
    literal = c == '[' || (literal && c != ']');
    return true;
  }
  return false;
}

}  // namespace postern::policy
