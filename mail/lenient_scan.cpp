#include "mail/lenient_scan.hpp"

#include <algorithm>

#include "mail/encoded_words.hpp"
#include "policy/address/structured_text.hpp"

namespace postern::mail {
namespace {

constexpr std::size_t kDeepestGroup = 100;
constexpr std::ptrdiff_t kMostColons = 2000;

bool is_white(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v' || c == '\0';
}

/// One stretch between separators: `Alex Example <alex@example.org>`, or an address alone.
struct Segment {
  std::vector<std::string> words;
  bool has_angle = false;
};

/// Where in `word` an @ stands outside quotes.
std::vector<std::size_t> at_signs(std::string_view word) {
  std::vector<std::size_t> ats;
  for (std::size_t i = 0; i < word.size();) {
    if (word[i] == '@') ats.push_back(i);
    i = word[i] == '"' ? policy::end_of_quoted(word, i) : i + 1;
  }
  return ats;
}

class Scan {
 public:
  Scan(std::string_view text, FoundAddresses& found, bool decoded) : text_(text), found_(found), decoded_(decoded) {}

  void run() {
    while (at_ < text_.size() && !found_.excessive()) step();
    end_segment();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"' && !quotes_broken_) return read_quoted();
    if (c == '(' && !comments_broken_) return skip_comment();
    if (c == '<') return read_angle();
    ++at_;
    if (is_white(c) || c == '(' || c == ')' || c == '>' || c == '"') {
      end_word();
    } else if (c == ',' || c == ';' || (c == ':' && brackets_ == 0)) {
      end_segment();
    } else {
      brackets_ = c == '[' ? 1 : c == ']' ? 0 : brackets_;
      word_ += c;
    }
  }

  /// A quoted string is part of a word: `"a b"@example.org`. Alone it is a display name, and no address.
  void read_quoted() {
    const std::size_t end = policy::end_of_quoted(text_, at_);
    if (end == std::string_view::npos) {
      quotes_broken_ = true;  // it never closes: then it opens nothing
      return;
    }
    word_ += text_.substr(at_, end - at_);
    at_ = end;
  }

  void skip_comment() {
    const std::size_t end = policy::end_of_comment(text_, at_, std::string_view::npos);
    if (end == std::string_view::npos) {
      comments_broken_ = true;  // it never closes: then it hides nothing
      return;
    }
    at_ = end;
    end_word_at_gap();
  }

  /// A comment is part of an address beside its dots and its at-sign; anywhere else it parts two words.
  void end_word_at_gap() {
    constexpr std::string_view kJoining = ".@";
    const auto joins = [&](char c) { return kJoining.find(c) != std::string_view::npos; };
    if (word_.empty() || joins(word_.back()) || (at_ < text_.size() && joins(text_[at_]))) return;
    end_word();
  }

  /// Up to `>`; where that is missing, up to the next separator.
  void read_angle() {
    end_word();
    segment_.has_angle = true;
    std::size_t end = at_ + 1;
    for (bool quoted = false; end < text_.size(); ++end) {
      const char c = text_[end];
      if (c == '"') quoted = !quoted && text_.find('"', end + 1) != std::string_view::npos;
      if (!quoted && (c == '>' || c == '<' || c == ';' || c == ',')) {
        // A source route has commas of its own.
        if (c != ',' || at_ + 1 >= text_.size() || text_[at_ + 1] != '@') break;
      }
    }
    add_angle(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end < text_.size() && text_[end] == '>' ? end + 1 : std::max(end, at_ + 1);
  }

  void add_angle(std::string_view inside) {
    if (!decoded_ && is_encoded_word(inside)) Scan(decoded_word(std::string(inside)), found_, true).run();
    if (inside.find('@') == std::string_view::npos) return;
    if (const auto ats = at_signs(inside); !ats.empty()) add(inside, ats.front());
    if (decoded_) return;  // one level is enough, and bounds the recursion
    if (inside.find_first_of(" \t") == std::string_view::npos && std::count(inside.begin(), inside.end(), '@') == 1)
      return;
    Scan(inside, found_, true).run();
  }

  void end_word() {
    if (!word_.empty()) segment_.words.push_back(std::move(word_));
    word_.clear();
  }

  void end_segment() {
    end_word();
    std::string run;
    for (const std::string& word : segment_.words) {
      if (!decoded_ && is_encoded_word(word)) {
        add_encoded(word);
        run += " " + word;
      } else {
        add_run(run);
        add_word(word);
      }
    }
    add_run(run);
    segment_ = {};
  }

  /// An encoded word is a display name where an address in angle brackets follows; but mail programs have shown what it
  /// hides: an address in brackets of its own, a list of addresses, or the address itself where none follows.
  void add_encoded(const std::string& word) {
    const std::string text = decoded_word(word);
    const bool list = text.find('@') != std::string::npos && text.find_first_of(",;<") != std::string::npos;
    if (list || !segment_.has_angle) Scan(text, found_, true).run();
  }

  /// Encoded words side by side are one text without the space between them (RFC 2047 6.2). Empties `run`.
  void add_run(std::string& run) {
    if (run.find(' ', 1) != std::string::npos) add_encoded(run);
    run.clear();
  }

  void add_word(std::string_view word) {
    if (!segment_.has_angle && word.size() > 2 && word.front() == '\'' && word.back() == '\'') {
      word = word.substr(1, word.size() - 2);
    }
    const std::vector<std::size_t> ats = at_signs(word);
    if (ats.empty()) return;
    add(word, ats.front());
    if (ats.size() == 1) return;
    // a@b@c: a program may stop at either @.
    std::size_t begin = 0;
    for (std::size_t i = 0; i < ats.size(); ++i) {
      const std::size_t end = i + 1 < ats.size() ? ats[i + 1] : word.size();
      add(word.substr(begin, end - begin), ats[i] - begin);
      begin = ats[i] + 1;
    }
  }

  /// `address`, with its @ at `at`, as it is; and up to the first byte that no domain has, where a program may take it
  /// to end.
  void add(std::string_view address, std::size_t at) {
    found_.add(std::string(address));
    const bool literal = address.substr(at + 1).starts_with('[');
    const std::size_t end =
        literal ? address.find(']', at) : address.find_first_of("()<>[]\\,;:\" \t!#$%&'*+/=?^`{|}~\x7F", at + 1);
    if (end != std::string_view::npos) found_.add(std::string(address.substr(0, end + (literal ? 1 : 0))));
  }

  std::string_view text_;
  FoundAddresses& found_;
  bool decoded_;  ///< encoded words inside encoded words are not decoded again
  std::size_t at_ = 0;
  int brackets_ = 0;
  bool quotes_broken_ = false;
  bool comments_broken_ = false;
  std::string word_;
  Segment segment_;
};

}  // namespace

void FoundAddresses::add(std::string address) {
  if (address.find('@') == std::string::npos || excessive()) return;
  if (seen_.insert(address).second) in_order_.push_back(std::move(address));
}

void scan_leniently(std::string_view text, FoundAddresses& found) {
  Scan(text, found, false).run();
}

bool nested_too_deep(std::string_view text) {
  if (std::count(text.begin(), text.end(), ':') > kMostColons) return true;
  policy::OpenParts open;
  std::size_t groups = 0;
  for (const char c : text) {
    if (open.see(c)) {
      if (c == ':' && !open.angle && !open.literal) ++groups;
      if (c == ';' && groups > 0) --groups;
    }
    if (open.comments > policy::kDeepestComment || groups > kDeepestGroup) return true;
  }
  return false;
}

}  // namespace postern::mail
