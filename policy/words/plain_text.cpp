#include "policy/words/plain_text.hpp"

#include <algorithm>

#include <boost/locale/utf.hpp>

namespace postern::policy {
namespace {

using Utf8 = boost::locale::utf::utf_traits<char>;
using boost::locale::utf::code_point;

/// Controls (C0, DEL, C1), every kind of space, line and paragraph separators, and marks that reorder what is shown.
bool is_blank_or_harmful(code_point code) {
  return code <= 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// One line without its end, put below the others in pieces.
class Wrapper {
 public:
  explicit Wrapper(std::size_t width) : width_(width) {}

  void add(std::string_view line) {
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (line.empty()) {
      if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
      return;
    }
    const std::size_t begins = line.find_first_not_of(' ');
    const std::string indent(begins + (line.substr(begins).starts_with("- ") ? 2 : 0), ' ');
    std::string piece(line.substr(0, begins));
    for (std::string_view rest = line.substr(begins); !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const std::string_view word = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.find_first_not_of(' ', end), rest.size()));
      const bool first = piece.find_first_not_of(' ') == std::string::npos;
      if (!first && columns_of(piece) + 1 + columns_of(word) > width_) {
        text_ += piece + '\n';
        piece = indent;
      } else if (!first) {
        piece += ' ';
      }
      piece += word;
    }
    text_ += piece + '\n';
  }

  std::string text() {
    while (text_.ends_with("\n\n")) text_.pop_back();
    return std::move(text_);
  }

 private:
  std::size_t width_;
  std::string text_;
};

}  // namespace

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string one_line(std::string_view text) {
  std::string line;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* next = at;
    const code_point code = Utf8::decode(next, end);
    if (code == boost::locale::utf::illegal || code == boost::locale::utf::incomplete) {
      line += "\xEF\xBF\xBD";
      next = at + 1;
    } else if (!is_blank_or_harmful(code)) {
      line.append(at, next);
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
    at = next;
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::vector<std::string> paragraphs(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (std::string line = one_line(text.substr(0, end)); !line.empty()) found.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

std::string sentence(std::string text) {
  if (!text.empty() && std::string_view(".!?:;\")").find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

std::string wrapped(std::string_view text, std::size_t width) {
  Wrapper wrapper(width);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    wrapper.add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapper.text();
}

}  // namespace postern::policy
