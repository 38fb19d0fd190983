#include "mail/lenient_scan.hpp"

#include <algorithm>

#include "mail/disguised_address.hpp"
#include "mail/encoded_words.hpp"
#include "policy/address/address.hpp"
#include "policy/address/structured_text.hpp"
#include "policy/ascii.hpp"

namespace postern::mail {
namespace {

constexpr std::size_t kDeepestGroup = 100;
constexpr std::ptrdiff_t kMostColons = 2000;

/// One stretch between separators: `Alex Example <alex@example.org>`, or an address alone.
struct Segment {
  std::size_t begin = 0;  ///< of its text
  std::vector<std::string> words;
  std::size_t angles = 0;
  std::size_t before_angle = 0;  ///< words before the first
  bool broken = false;           ///< a mark stands in it that opens or closes nothing
  bool ornate = false;           ///< one of those is kOrnament: quotes of another script
};

/// Nothing that a reader would need quotes for, or take for the end of an address.
bool is_plain(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80 || std::string_view(".@-_+!%").find(c) != std::string_view::npos;
  });
}

class Scan {
 public:
  Scan(std::string_view text, FoundAddresses& found, bool decoded) : text_(text), found_(found), decoded_(decoded) {}

  void run() {
    while (at_ < text_.size() && !found_.excessive()) step();
    end_segment(text_.size());
    // The only address of the whole text stands in quotes: then it is no display name.
    if (found_.empty() && !decoded_ && !in_quotes_.empty()) Scan(in_quotes_, found_, true).run();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"' && !quotes_broken_) return read_quoted();
    if (c == '(' && !comments_broken_) return skip_comment();
    if (c == '<') return read_angle();
    ++at_;
    if (is_white(c)) {
      end_word();
    } else if (c == '(' || c == ')' || c == '>' || c == '"' || c == kOrnament) {
      end_word();
      segment_.broken = true;
      segment_.ornate = segment_.ornate || c == kOrnament;
    } else if (c == ',' || c == ';' || (c == ':' && brackets_ == 0)) {
      end_segment(at_ - 1);
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
    if (++segment_.angles == 1) segment_.before_angle = segment_.words.size();
    std::size_t end = at_ + 1;
    for (bool quoted = false; end < text_.size(); ++end) {
      const char c = text_[end];
      if (c == '"') quoted = !quoted && text_.find('"', end + 1) != std::string_view::npos;
      if (!quoted && (c == '>' || c == '<' || c == ';' || c == ',')) {
        // A source route has commas of its own.
        if (c != ',' || at_ + 1 >= text_.size() || text_[at_ + 1] != '@') break;
      }
    }
    const bool closed = end < text_.size() && text_[end] == '>';
    add_angle(text_.substr(at_ + 1, end - at_ - 1), closed && segment_.angles == 1);
    at_ = closed ? end + 1 : std::max(end, at_ + 1);
  }

  void add_angle(std::string_view inside, bool whole) {
    if (!decoded_ && is_encoded_word(inside)) Scan(decoded_word(std::string(inside)), found_, true).run();
    const auto ats = std::count(inside.begin(), inside.end(), '@');
    const bool blank = inside.find_first_of(" \t") != std::string_view::npos;
    // Of several words the scan below finds which belong together.
    if (!blank || at_signs(inside).empty() || policy::parse_mailbox(inside)) add(inside, whole);
    if (decoded_ || ats == 0) return;  // one level is enough, and bounds the recursion
    if (blank || ats > 1) Scan(inside, found_, true).run();
  }

  void end_word() {
    if (!word_.empty()) segment_.words.push_back(std::move(word_));
    word_.clear();
  }

  void end_segment(std::size_t end) {
    end_word();
    const std::string_view whole = text_.substr(segment_.begin, end - segment_.begin);
    const bool group = end < text_.size() && text_[end] == ':';
    if (segment_.angles == 0) {
      read_bare(whole, group);
    } else if (segment_.angles == 1 && segment_.before_angle == segment_.words.size()) {
      read_display_name();
    } else {
      read_words(segment_.words);
    }
    segment_ = {};
    segment_.begin = std::min(end + 1, text_.size());
  }

  /// What stands before the only angle brackets is a name, whatever is in it. An address alone there is a broken field:
  /// some program may take either.
  void read_display_name() {
    if (segment_.words.size() != 1 || segment_.ornate) return;
    if (policy::parse_mailbox(segment_.words.front())) add_word(segment_.words.front());
  }

  void read_bare(std::string_view whole, bool group) {
    std::vector<std::string>& words = segment_.words;
    if (words.empty()) return;
    if (words.size() == 1) return read_lone_word(words.front(), group);
    if (policy::parse_mailbox(whole)) found_.add(std::string(whole), !decoded_ && !segment_.broken);
    if (are_one_address(words)) {
      read_joined(words);
      // Bytes beyond ASCII before an address are a name rather, for most readers: then it may be either.
      if (policy::is_ascii(whole)) return;
    }
    read_words(words);
  }

  /// The address without the comments beside it.
  void read_lone_word(const std::string& word, bool group) {
    if (is_encoded_word(word)) return read_words(segment_.words);
    if (!at_signs(word).empty()) return add_word(word, !segment_.broken);
    if (group) return;
    if (word.front() != '"') return add(word, false);
    in_quotes_ = word.substr(1, word.size() - 2);
    std::erase(in_quotes_, '\\');
  }

  /// Words of which one has the only @: Sendmail puts a dot between them, and no other reader stops among them.
  bool are_one_address(const std::vector<std::string>& words) const {
    if (segment_.broken || !std::all_of(words.begin(), words.end(), is_plain)) return false;
    std::ptrdiff_t ats = 0;
    for (const std::string& word : words) ats += std::count(word.begin(), word.end(), '@');
    return ats == 1;
  }

  /// `alex smith@example.org` is alex.smith; smith would be somebody else. `alex@example.org x` may end before the x.
  void read_joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
    for (std::string& reading : readings_of(all)) found_.add(std::move(reading), false);
    if (words.front().find('@') != std::string::npos) add_word(words.front());
  }

  void read_words(const std::vector<std::string>& words) {
    std::string run;
    for (const std::string& word : words) {
      if (!decoded_ && is_encoded_word(word)) {
        add_encoded(word);
        run += " " + word;
      } else {
        add_run(run);
        add_word(word);
      }
    }
    add_run(run);
  }

  /// Mail programs have shown what an encoded word hides where no mailbox stands behind it: an address, or a list.
  void add_encoded(const std::string& word) { Scan(decoded_word(word), found_, true).run(); }

  /// Encoded words side by side are one text without the space between them (RFC 2047 6.2). Empties `run`.
  void add_run(std::string& run) {
    if (run.find(' ', 1) != std::string::npos) add_encoded(run);
    run.clear();
  }

  void add_word(std::string_view word, bool certain = false) {
    const std::vector<std::size_t> ats = at_signs(word);
    if (ats.empty()) return;
    add(word, certain);
    if (ats.size() == 1) return;
    // a@b@c: a program may stop at either @.
    std::size_t begin = 0;
    for (std::size_t i = 0; i < ats.size(); ++i) {
      const std::size_t end = i + 1 < ats.size() ? ats[i + 1] : word.size();
      add(word.substr(begin, end - begin), false);
      begin = ats[i] + 1;
    }
  }

  /// `address` as the grammar has it, and as others take what it does not.
  void add(std::string_view address, bool certain) {
    const bool plain = policy::parse_mailbox(address).has_value();
    if (plain) found_.add(std::string(address), certain && !decoded_);
    const bool encoded = address.find("=?") != std::string_view::npos;
    if ((plain && !encoded) || (decoded_ && encoded)) return;
    for (std::string& reading : readings_of(address)) found_.add(std::move(reading), false);
  }

  std::string_view text_;
  FoundAddresses& found_;
  bool decoded_;  ///< encoded words inside encoded words are not decoded again
  std::size_t at_ = 0;
  int brackets_ = 0;
  bool quotes_broken_ = false;
  bool comments_broken_ = false;
  std::string word_;
  std::string in_quotes_;  ///< a quoted string that stood alone
  Segment segment_;
};

}  // namespace

void FoundAddresses::add(std::string address, bool certain) {
  if (address.find('@') == std::string::npos || excessive()) return;
  const auto [known, is_new] = place_.try_emplace(address, in_order_.size());
  if (is_new) {
    in_order_.push_back(std::move(address));
    certain_.push_back(certain);
  } else if (certain) {
    certain_[known->second] = true;
  }
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
