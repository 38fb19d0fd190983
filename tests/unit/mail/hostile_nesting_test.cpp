// Groups and comments nested without end, in readings that postern and GMime need not share: nothing may overflow the
// stack of a parser that recurses (faults.md R8).
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"

using postern::mail::addresses_in;

namespace {

std::string many(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

bool finds(const std::string& value, const std::string& address) {
  const auto found = addresses_in(value, 1000).addresses;
  return std::find(found.begin(), found.end(), address) != found.end();
}

}  // namespace

TEST_CASE("a hundred thousand nested groups are no honest message", "[mail][address-header][R8]") {
  postern::mail::initialise();
  CHECK(addresses_in(many("a:", 100'000) + "alex@example.org", 1000).excessive);
}

TEST_CASE("what breaks a quote, a comment or a bracket hides no bomb from the parser", "[mail][address-header][R8]") {
  postern::mail::initialise();
  const std::vector<std::string> openings = {"\"", "(\")\" ", "<",   "[",          "(",    "\"\\\"",
                                             "\\", "<\"",     "a@[", "=?utf-8?q?", "a:;\""};
  for (const std::string& opening : openings) {
    INFO(opening);
    for (const char* piece : {"a:", ":", "a\\:", "(:", "<a:", "a;:"}) {
      // Decided or refused, and still there.
      const auto read = addresses_in(opening + many(piece, 60'000), 1000);
      CHECK((read.excessive || read.addresses.size() <= 1));
    }
  }
}

TEST_CASE("an address behind more colons than a parser is given still counts", "[mail][address-header][H11]") {
  postern::mail::initialise();
  CHECK(finds(many("Team: ;", 150) + "Late: alex@example.org;", "alex@example.org"));
  CHECK_FALSE(addresses_in(many("Team: ;", 150), 1000).excessive);
}
