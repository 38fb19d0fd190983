// Where comments and quoted strings end (RFC 5322 3.2.2, 3.2.4).
#include "policy/address/structured_text.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace postern::policy;

namespace {

constexpr std::size_t kNever = std::string_view::npos;

OpenParts after(std::string_view text) {
  OpenParts open;
  for (const char c : text) open.see(c);
  return open;
}

}  // namespace

TEST_CASE("a quoted string ends at the quote that no backslash takes", "[policy][address][structure]") {
  CHECK(end_of_quoted("\"a\"b", 0) == 3);
  CHECK(end_of_quoted("x\"\"", 1) == 3);
  CHECK(end_of_quoted("\"a\\\"b\"", 0) == 6);
  CHECK(end_of_quoted("\"a(\"", 0) == 4);
  for (const char* open : {"\"", "\"a", "\"a\\\"", "\"\\"}) {
    INFO(open);
    CHECK(end_of_quoted(open, 0) == kNever);
  }
}

TEST_CASE("a comment ends with the last comment in it", "[policy][address][structure]") {
  CHECK(end_of_comment("(a)b", 0) == 3);
  CHECK(end_of_comment("x(a(b)c)d", 1) == 8);
  CHECK(end_of_comment("(a\\)b)", 0) == 6);
  CHECK(end_of_comment("(\")", 0) == 3);
  for (const char* open : {"(", "(a", "(a(b)", "(a\\)", "(\\"}) {
    INFO(open);
    CHECK(end_of_comment(open, 0) == kNever);
  }
}

TEST_CASE("comments may nest as deep as the caller says, and no deeper", "[policy][address][structure]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + std::string(depth, ')'); };
  CHECK(end_of_comment(nested(kDeepestComment), 0) == 2 * kDeepestComment);
  CHECK(end_of_comment(nested(kDeepestComment + 1), 0) == kNever);
  CHECK(end_of_comment(nested(1000), 0, kNever) == 2000);
}

TEST_CASE("text balances when all that it opened is closed", "[policy][address][structure]") {
  for (const char* text : {"", "a", "\"(\"", "(\")", "<a@[x]>", "a)", "a>", "a]", "\\\"", "(\\()"}) {
    INFO(text);
    CHECK(after(text).balanced());
  }
  for (const char* text : {"\"", "(", "<a", "[", "\\", "\"a\\\"", "(()", "<\">\"", "[\\]"}) {
    INFO(text);
    CHECK_FALSE(after(text).balanced());
  }
}

TEST_CASE("only bytes outside comments and quoted strings are seen as structure", "[policy][address][structure]") {
  OpenParts open;
  std::string seen;
  for (const char c : std::string_view("a\"b\"(c)\\d<e>")) {
    if (open.see(c)) seen += c;
  }
  CHECK(seen == "a<e>");
}
