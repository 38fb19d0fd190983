#include "case/case_line.hpp"

namespace postern::cases {
namespace {

bool parts(char c) {
  return c == ' ' || c == '\t' || c == ',';
}

/// Where the word that begins at `at` ends.
std::size_t end_of_word(const std::string& text, std::size_t at) {
  bool quoted = false;
  for (; at < text.size() && (quoted || !parts(text[at])); ++at) {
    if (text[at] == '"') quoted = !quoted;
  }
  return at;
}

}  // namespace

Line::Line(std::string place, std::string_view text) : place_(std::move(place)), text_(text) {
  for (std::size_t at = 0; at < text_.size();) {
    if (parts(text_[at])) {
      ++at;
      continue;
    }
    const std::size_t end = end_of_word(text_, at);
    starts_.push_back(at);
    words_.push_back(text_.substr(at, end - at));
    at = end;
  }
}

bool Line::skip(std::string_view word) {
  if (!next_is(word)) return false;
  ++next_;
  return true;
}

std::string Line::word(std::string_view what) {
  if (at_end()) broken(std::string(what) + " is missing");
  return words_[next_++];
}

std::string Line::address() {
  if (at_end() || words_[next_].find('@') == std::string::npos) {
    broken("an address is wanted" + (at_end() ? std::string() : ", not " + words_[next_]));
  }
  return words_[next_++];
}

std::vector<std::string> Line::addresses() {
  std::vector<std::string> all{address()};
  while (!at_end() && words_[next_].find('@') != std::string::npos) all.push_back(words_[next_++]);
  return all;
}

std::optional<std::chrono::weekday> Line::day() {
  if (!next_is_day()) return std::nullopt;
  return policy::weekday_from_text(words_[next_++]);
}

unsigned Line::number() {
  const std::string text = word("the number");
  if (text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos) broken("no number is " + text);
  return static_cast<unsigned>(std::stoul(text));
}

policy::Action Line::action() {
  const std::string text = word("the action");
  const auto action = policy::action_from_text(text);
  if (!action) broken("no action is called " + text);
  return *action;
}

policy::Rule Line::rule() {
  const std::string text = word("the rule");
  const auto rule = policy::rule_from_text(text);
  if (!rule) broken("no rule is called " + text);
  return *rule;
}

std::string Line::rest() {
  if (at_end()) return {};
  std::string rest = text_.substr(starts_[next_]);
  next_ = words_.size();
  return rest;
}

void Line::end() const {
  if (!at_end()) broken("nobody knows what is meant by " + words_[next_]);
}

void Line::broken(const std::string& why) const {
  throw BrokenCase(place_ + ": " + why);
}

}  // namespace postern::cases
