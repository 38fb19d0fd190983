// One line of a case, taken apart into words, and what is wrong with it. Plain values.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "policy/record/action.hpp"
#include "policy/time/contact_hours.hpp"

namespace postern::cases {

/// What a broken case is told: `FILE:LINE: what is wrong`, one line.
class BrokenCase : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads a line from left to right. Words are parted by white space and commas; what stands in double quotes is kept
/// together.
class Line {
 public:
  Line(std::string place, std::string_view text);
  const std::string& place() const { return place_; }  ///< `FILE:LINE`
  bool at_end() const { return next_ == words_.size(); }
  bool next_is(std::string_view word) const { return !at_end() && words_[next_] == word; }
  bool next_has(char c) const { return !at_end() && words_[next_].find(c) != std::string::npos; }
  bool next_is_day() const { return !at_end() && policy::weekday_from_text(words_[next_]); }
  bool skip(std::string_view word);         ///< takes `word` where it comes next
  std::string word(std::string_view what);  ///< the next word; `what` says what is missing where there is none
  std::string address();
  /// One address or more, as far as words with an `@` go.
  std::vector<std::string> addresses();
  std::optional<std::chrono::weekday> day();  ///< takes a day of the week where one comes next
  unsigned number();
  policy::Action action();
  policy::Rule rule();
  std::string rest();  ///< all that follows, as it was written
  void end() const;    ///< nothing may follow
  [[noreturn]] void broken(const std::string& why) const;

 private:
  std::string place_;
  std::string text_;
  std::vector<std::string> words_;
  std::vector<std::size_t> starts_;  ///< where each word begins in text_
  std::size_t next_ = 0;
};

}  // namespace postern::cases
