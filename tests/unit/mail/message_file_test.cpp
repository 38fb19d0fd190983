// Where the header of a message in a file ends, as Postfix and Sendmail have it (faults.md 20).
#include "mail/message_file.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"

using postern::mail::header_of;
using Names = std::vector<std::string>;

namespace {

/// The names of the fields that are found in such a file.
Names names_in(const std::string& text) {
  const postern::contract::TemporaryFolder folder;
  std::ofstream(folder / "message", std::ios::binary) << text;
  Names names;
  const auto header = header_of(folder / "message", 10'000);
  REQUIRE(header);
  for (const auto& field : *header) names.push_back(field.name);
  return names;
}

}  // namespace

TEST_CASE("a line that is no field begins the body", "[mail][message-file]") {
  for (const std::string line : {"Hello there: x", "X-\xE9: x", "X y", ": x", "X\x01y: z", "X\x7Fy: z", "X \x01: z"}) {
    INFO(line);
    CHECK(names_in(line + "\nFrom: alex@example.org\n\nhello\n").empty());
    CHECK(names_in("To: a@x.test\n" + line + "\nFrom: alex@example.org\n\n") == Names{"To"});
  }
  for (const std::string line : {"http://x", "X;y: z", "X\t : z", "--x: y"}) {
    INFO(line);
    CHECK(names_in(line + "\nFrom: alex@example.org\n\nhello\n").size() == 2);
  }
}

TEST_CASE("a fold has a field before it, or is the body", "[mail][message-file]") {
  CHECK(names_in("\tFrom: first\nFrom: alex@example.org\n\n").empty());
  CHECK(names_in(" \nFrom: alex@example.org\n\n").empty());
  CHECK(names_in("To: a@x.test\n \n\tb@x.test\nFrom: alex@example.org\n\n") == Names{"To", "From"});
}

TEST_CASE("lines of a mailbox before the header are no part of it", "[mail][message-file]") {
  CHECK(names_in("From alex Mon Jan  5\nFrom: alex@example.org\n\n") == Names{"From"});
  CHECK(names_in(">From alex\nFrom x\r\nFrom: alex@example.org\r\n\r\n") == Names{"From"});
  CHECK(names_in("From x\n y\nFrom: alex@example.org\n\n").empty());
  CHECK(names_in("To: a@x.test\nFrom x\nFrom: alex@example.org\n\n") == Names{"To"});
}
