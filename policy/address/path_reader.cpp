#include "policy/address/path_reader.hpp"

#include <algorithm>
#include <vector>

#include "policy/address/structured_text.hpp"

namespace postern::policy {
namespace {

/// A character, and whether it stood in quotes or behind a backslash: then it separates nothing.
struct Mark {
  char c;
  bool quoted;
};

bool is(const Mark& mark, char c) {
  return !mark.quoted && mark.c == c;
}
bool is_white(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && !is_white(c)) || c == 0x7F;
}

/// The text without comments and without the white space that stands beside a separator or at an end.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<std::vector<Mark>> scan() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (is_control(c)) return std::nullopt;
      if (is_white(c)) {
        gap_ = true;
      } else if (c == '(') {
        if (!skip_comment()) return std::nullopt;
        gap_ = true;
      } else if (c == '"') {
        if (!read_quoted()) return std::nullopt;
      } else if (!put({c, false})) {
        return std::nullopt;
      }
    }
    return std::move(marks_);
  }

 private:
  static bool separates(const Mark& mark) {
    return !mark.quoted &&
           (mark.c == '.' || mark.c == '@' || mark.c == '<' || mark.c == '>' || mark.c == ':' || mark.c == ',');
  }

  /// False where white space stands inside a word: that is no address.
  bool put(Mark mark) {
    if (gap_ && !marks_.empty() && !separates(mark) && !separates(marks_.back())) return false;
    gap_ = false;
    marks_.push_back(mark);
    return true;
  }

  bool skip_comment() {
    const std::size_t begin = at_ - 1;
    at_ = end_of_comment(text_, begin);
    if (at_ == std::string_view::npos) return false;
    const std::string_view comment = text_.substr(begin, at_ - begin);
    return std::none_of(comment.begin(), comment.end(), is_control);
  }

  bool read_quoted() {
    const std::size_t end = end_of_quoted(text_, at_ - 1);
    if (end == std::string_view::npos) return false;
    bool first = true;
    for (; at_ + 1 < end; ++at_) {
      char c = text_[at_];
      if (c == '\r' || c == '\n') continue;  // a fold inside quotes
      if (c == '\\') c = text_[++at_];
      if (is_control(c) || c == '\r' || c == '\n') return false;
      if (first && !put({c, true})) return false;
      if (!first) marks_.push_back({c, true});
      first = false;
    }
    at_ = end;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool gap_ = false;
  std::vector<Mark> marks_;
};

using Marks = std::vector<Mark>;

/// Takes the angle brackets off; false where they do not pair.
bool take_brackets_off(Marks& marks) {
  if (!marks.empty() && is(marks.front(), '<')) {
    if (marks.size() < 2 || !is(marks.back(), '>')) return false;
    marks.pop_back();
    marks.erase(marks.begin());
  }
  for (const Mark& mark : marks) {
    if (is(mark, '<') || is(mark, '>')) return false;
  }
  return true;
}

/// `@one,@two:alex@example.org`: where the mailbox begins; the size of `marks` where there is none.
std::size_t after_source_route(const Marks& marks) {
  if (marks.empty() || !is(marks.front(), '@')) return 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (is(marks[i], ':')) return i + 1;
  }
  return marks.size();
}

bool may_stand_in_domain(const Mark& mark) {
  constexpr std::string_view kNever = "()<>\\,;\"@ \t";
  return !mark.quoted && kNever.find(mark.c) == std::string_view::npos;
}

bool may_stand_in_local(const Mark& mark) {
  constexpr std::string_view kNever = "()<>\\,;:[]";
  return mark.quoted || kNever.find(mark.c) == std::string_view::npos;
}

}  // namespace

std::optional<Path821> read_path(std::string_view text) {
  if (text.find('@') == std::string_view::npos) return std::nullopt;
  auto marks = Scanner(text).scan();
  if (!marks || !take_brackets_off(*marks)) return std::nullopt;
  const std::size_t begin = after_source_route(*marks);
  std::size_t at = marks->size();
  while (at > begin && !is((*marks)[at - 1], '@')) --at;
  if (at == begin) return std::nullopt;
  Path821 path;
  for (std::size_t i = begin; i + 1 < at; ++i) {
    if (!may_stand_in_local((*marks)[i])) return std::nullopt;
    path.local += (*marks)[i].c;
  }
  for (std::size_t i = at; i < marks->size(); ++i) {
    if (!may_stand_in_domain((*marks)[i])) return std::nullopt;
    path.domain += (*marks)[i].c;
  }
  if (path.local.empty() || path.domain.empty()) return std::nullopt;
  return path;
}

}  // namespace postern::policy
