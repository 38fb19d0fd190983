// Bombs in one From field: each is decided, or is too much (faults.md H2, H8, H11, H17, R8, F3).
#include <array>
#include <random>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"
#include "unit/mail/senders.hpp"

using namespace postern::mail;
using namespace std::string_view_literals;
using namespace postern::mail::samples;

namespace {

std::string flood_of(std::string_view piece, std::size_t size) {
  return repeated(piece, size / piece.size());
}

}  // namespace

TEST_CASE("a hundred thousand addresses are too many, or all of them are there", "[mail][address][H2]") {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "a" + std::to_string(i) + "@x.test, ";
  CHECK(addresses_in(many, 1000).excessive);
  const auto all = addresses_in(many + "alex@example.org", 200'000);
  CHECK_FALSE(all.excessive);
  CHECK(all.addresses.size() == 100'001);
  CHECK(all.addresses.back() == "alex@example.org");
}

TEST_CASE("groups and comments nest to a hundred and no deeper", "[mail][address][H8][H11]") {
  const auto groups = [](std::size_t depth) {
    return repeated("g:", depth) + "alex@example.org" + repeated(";", depth);
  };
  const auto comments = [](std::size_t depth) {
    return repeated("(", depth) + repeated(")", depth) + "alex@example.org";
  };
  CHECK(names_alex(groups(100)));
  CHECK(addresses_in(groups(101), 1000).excessive);
  CHECK(addresses_in(groups(100'000), 1000).excessive);
  CHECK(names_alex(comments(100)));
  CHECK(addresses_in(comments(101), 1000).excessive);
  CHECK(addresses_in(comments(100'000), 1000).excessive);
  // Beside each other they nest in nothing.
  CHECK(names_alex(repeated("g:;,", 1000) + "alex@example.org"));
  CHECK(names_alex(repeated("()", 100'000) + "alex@example.org"));
}

TEST_CASE("more colons than any list of addresses has are too much, whatever they stand in", "[mail][address][H11]") {
  CHECK_FALSE(addresses_in("\"" + repeated(":", 2000) + "\" <alex@example.org>", 10).excessive);
  CHECK(addresses_in("\"" + repeated(":", 2001) + "\" <alex@example.org>", 10).excessive);
  CHECK_FALSE(addresses_in(repeated("alex@[IPv6:2001:db8::1], ", 400), 10).excessive);
}

TEST_CASE("what hides a nesting from the count hides it from the parser too", "[mail][address][H11]") {
  for (const char* before :
       {"\"",  "(", "<",          "[", "\\", "a\"", "a\\\"", "<a@b",     "<\"",   "[\"", "\"\\\"", "a@[",
        "(\"", "@", "=?utf-8?Q?", ">", "]",  ")",   "'",     "\"a\" \"", "x@y <", "<>",  "\xFF"}) {
    for (const char* nest : {"g:", "\"g\":", "g:[", "(g:", "(", "(\""}) {
      INFO(before << " and then " << nest);
      const auto read = addresses_in(before + repeated(nest, 60'000), 10);
      CHECK((read.excessive || read.addresses.size() <= 10));
    }
  }
}

TEST_CASE("a flood of one thing is decided or too much", "[mail][address][R8][F3]") {
  for (const char* piece : {"(",
                            ")",
                            "\"",
                            "<",
                            ">",
                            ",",
                            ";",
                            ":",
                            "\\",
                            "@",
                            "[",
                            "]",
                            "\f",
                            "\n ",
                            "=?=?",
                            "=?x,",
                            "=?=?=?",
                            "?=",
                            "a@",
                            "a@b,",
                            "<a@b c@d",
                            "<a@b c@d>",
                            "<\"",
                            "\"<",
                            "<@a,",
                            "a:;",
                            "()",
                            "=?utf-8?Q?a=40b?= ",
                            "=?utf-8?B?PGFAYj4=?=",
                            "=?utf-8?Q?=2C=3Ca=40b?=,",
                            "\xFF",
                            "\xEF\xBC\xA0",
                            "'a@b' ",
                            "a!b,",
                            "a%b ",
                            "<a b@c>",
                            "\"a@b\",",
                            "mailto:",
                            "=?u?q?a?=@b,",
                            "\xA0",
                            "\xC2\xAB",
                            "a@b <c@d> "}) {
    INFO(piece);
    const auto read = addresses_in(flood_of(piece, 1U << 18U), 1000);
    CHECK((read.excessive || read.addresses.size() <= 1000));
  }
}

TEST_CASE("a mebibyte of any mark is read to its end, and the address behind it found", "[mail][address][R8]") {
  for (const char* piece : {"=?", "%", "!", "\xC2\xAB"}) {
    INFO(piece);
    CHECK(names_alex(flood_of(piece, 1U << 20U) + ", alex@example.org"));
    CHECK_FALSE(names_alex(flood_of(piece, 1U << 20U) + ", alex@example.com"));
  }
  for (const char* piece : {"<", "(", "\"", "@", ","}) {
    INFO(piece);
    const auto read = addresses_in(flood_of(piece, 1U << 20U), 1000);
    CHECK((read.excessive || read.addresses.empty()));
  }
}

TEST_CASE("an address behind a flood is found, unless the flood is too much", "[mail][address][F3]") {
  for (const char* piece : {")", ">", ",", ";", "\f", "\n ", "() ", "\xFF ", "=?= ", "\"\" ", "\\ ", "<>"}) {
    INFO(piece);
    CHECK(names_alex(flood_of(piece, 1U << 16U) + ", alex@example.org"));
    CHECK_FALSE(names_alex(flood_of(piece, 1U << 16U) + ", alex@example.com"));
  }
}

TEST_CASE("long lists are read to their end, whole or in groups", "[mail][address][H2][H11]") {
  std::string list;
  for (int i = 0; i < 300; ++i) list += " \"Member, " + std::to_string(i) + "\" <m" + std::to_string(i) + "@x.test>,";
  CHECK(named_in(list + " alex@example.org").size() == 301);
  CHECK(named_in(" Team:" + list + " alex@example.org;").size() == 301);
  CHECK(names_alex(list + " alex(a comment)@example.org," + list));
  CHECK_FALSE(names_alex(list + " \"alex@example.org, x\" <sam@x.test>," + list));
}

TEST_CASE("in a long list the grammar reads every piece", "[mail][address][H2]") {
  const std::string spaced = " alex @ example.org,";  // white space that only the grammar takes out
  REQUIRE(names_alex(spaced));
  for (std::size_t before = 0; before < 60; ++before) {
    INFO(before);
    const std::string list = repeated(" \"Sam, S.\" <sam.with.a.name@x.test>,", before);
    CHECK(names_alex(list + spaced));
    CHECK(names_alex(list + spaced + repeated(" kim@x.test,", 200)));
    CHECK_FALSE(names_alex(list + " \"" + spaced + "\" <kim@x.test>," + list));
  }
}

TEST_CASE("a display name may be a mebibyte long", "[mail][address][H17]") {
  CHECK(names_alex("\"" + flood_of("x y ", 1U << 20U) + "\" <alex@example.org>"));
  CHECK_FALSE(names_alex("\"" + flood_of("alex@example.org ", 1U << 20U) + "\" <sam@x.test>"));
}

TEST_CASE("folding anywhere between words changes nothing", "[mail][address][H17]") {
  const std::string value =
      " Alex Example <alex@example.org> , \"Sam, S.\" <sam@x.test> , Team: kim@x.test , lee@x.test ;";
  const auto expected = named_in(value);
  REQUIRE(expected.size() == 4);
  for (const char* fold : {"\n ", "\r\n ", "\n\t", "\r\n \t ", "\n \n ", "\t"}) {
    for (std::size_t at = value.find(' '); at != std::string::npos; at = value.find(' ', at + 1)) {
      INFO(at);
      std::string folded = value;
      folded.replace(at, 1, fold);
      CHECK(named_in(folded) == expected);
    }
  }
}

TEST_CASE("line ends alone, wherever they fall, change nothing", "[mail][address][H17]") {
  const std::string value = " Alex <alex@example.org>, =?utf-8?Q?sam=40x.test?=, G: \"k\"@x.test (c);";
  const auto expected = named_in(value);
  std::mt19937 random(20260101);
  for (int round = 0; round < 500; ++round) {
    std::string broken = value;
    for (int breaks = 0; breaks < 5; ++breaks) {
      broken.insert(random() % (broken.size() + 1), std::array{"\n", "\r\n", "\r"}[random() % 3]);
    }
    INFO(broken);
    CHECK(named_in(broken) == expected);
  }
}

TEST_CASE("a thousand continuation lines are one value", "[mail][address][H17]") {
  CHECK(names_alex(repeated("\n ", 1000) + "alex@example.org"));
  CHECK(names_alex(" Alex" + repeated("\n\tx", 1000) + " <alex@example.org>"));
}

TEST_CASE("random bytes are read to their end, and only addresses come out", "[mail][address][F1]") {
  std::mt19937 random(7);
  constexpr std::string_view kAlphabet = "()<>\",;:@\\[].=?aQ_ \t\n\r\0\x01\x7F\xC3\xA9\xEF\xBC\xA0'"sv;
  for (int round = 0; round < 20'000; ++round) {
    std::string value;
    for (auto length = random() % 60; length > 0; --length) value += kAlphabet[random() % kAlphabet.size()];
    for (const std::string& address : addresses_in(value, 100).addresses) {
      INFO(value);
      CHECK(address.find('@') != std::string::npos);
    }
    named_in(value);
  }
}

TEST_CASE("one more address, after a comma, is always found", "[mail][address][F2]") {
  std::mt19937 random(11);
  constexpr std::string_view kAlphabet = "<>,;:@[].=?aQ_ \t'";
  for (int round = 0; round < 20'000; ++round) {
    std::string value;
    for (auto length = random() % 40; length > 0; --length) value += kAlphabet[random() % kAlphabet.size()];
    INFO(value);
    CHECK(names_alex(value + ", alex@example.org"));
    CHECK(names_alex(value + ", Alex <alex@example.org>"));
  }
}
