// Addresses made to cost time: each of these would take minutes if it were read in quadratic time (faults.md R8, F3).
#include <catch2/catch.hpp>

#include "policy/address/address.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// A dot below and an acute, out of their order: each pair must change places with all before it.
const std::string kMarks = "\xCC\x81\xCC\xA3";
/// U+0F73 stands for two marks, and counts as none itself.
const std::string kHiddenMarks = "\xE0\xBD\xB3\xE0\xBD\xB5";

std::string flooded(const std::string& marks) {
  return "a" + repeated(marks, 250'000) + "@example.org";
}

}  // namespace

TEST_CASE("a flood of combining marks is read in linear time, and stays an address of its domain",
          "[policy][address][R8]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@example.org"}, terms(Action::reject));
  for (const std::string& marks : {kMarks, kHiddenMarks}) {
    const Address flood = address(flooded(marks));
    CHECK(flood.domain() == "example.org");
    CHECK(address(flood.text()) == flood);
    CHECK(log.snapshot()->restriction_of(flood, kNow, true).has_value());
  }
}

TEST_CASE("a flood of combining marks in a domain is read in linear time, and is none", "[policy][address][R8]") {
  CHECK_FALSE(canonical_domain("a" + repeated(kMarks, 250'000) + ".org").has_value());
}

TEST_CASE("as many marks as people write are still put in order", "[policy][address][R8]") {
  CHECK(address("a" + repeated("\xCC\x81", 14) + repeated("\xCC\xA3", 14) + "@example.org") ==
        address("a" + repeated("\xCC\xA3", 14) + repeated("\xCC\x81", 14) + "@example.org"));
}

TEST_CASE("a megabyte of any separator is read in linear time", "[policy][address][F3]") {
  for (const char* piece : {"(", "\"", "\\\"", "<", ",", ":", "@", "[", " ", "\r\n ", "\xE2\x80\x8B"}) {
    INFO(piece);
    CHECK_FALSE(canonical(repeated(piece, 1'000'000) + "@example.org", rules_of_york()).has_value());
  }
  CHECK(address(repeated("a.", 500'000) + "@example.org").domain() == "example.org");
}

TEST_CASE("a thousand identities with hundreds of parents each are looked up without harm", "[policy][decide][R8]") {
  Log log;
  log.restricts("RCC-2026-0001", {"@.example.org"}, terms(Action::reject)).councillor({"cllr.ward@york.gov.uk"});
  log.choice("cllr.ward@york.gov.uk", {"@.example.org"}, Action::junk);
  Message message = mail("", {"tax@york.gov.uk", "cllr.ward@york.gov.uk"});
  for (int i = 0; i < 1000; ++i) {
    message = with(std::move(message), IdentityKind::from,
                   "a" + std::to_string(i) + "@" + repeated("b.", 480) + "example.test");
  }
  CHECK(in_words(decisions(message, log).front()) == "deliver unrestricted");
  message = with(std::move(message), IdentityKind::from, "a@" + repeated("b.", 480) + "example.org");
  const auto decided = decisions(message, log);
  CHECK(in_words(decided[0]) == "reject restricted RCC-2026-0001");
  CHECK(in_words(decided[1]) == "junk councillor-choice of cllr.ward@york.gov.uk");
}
