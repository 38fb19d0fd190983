// Whom one From field names: every address that some mail program shows or replies to, and no other (decision.md 2).
// Each positive case has its negative twin beside it.
#include "mail/address_header.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "unit/mail/senders.hpp"

using namespace postern::mail;
using namespace std::string_view_literals;
using namespace postern::mail::samples;

namespace {

struct Twins {
  const char* names;   ///< a value that names alex@example.org
  const char* spares;  ///< one much like it that does not
};

void check(std::initializer_list<Twins> table) {
  for (const Twins& twins : table) {
    INFO("names:  " << twins.names);
    INFO("spares: " << twins.spares);
    CHECK(names_alex(twins.names));
    CHECK_FALSE(names_alex(twins.spares));
  }
}

}  // namespace

TEST_CASE("plain forms of one address name it", "[mail][address][H13]") {
  check({
      {" alex@example.org", " alex@example.com"},
      {"<alex@example.org>", "<alexa@example.org>"},
      {" Alex Example <alex@example.org>", " Alex Example <sam@example.org>"},
      {" \"Example, Alex\" <alex@example.org>", " \"Example, Alex\" <alex.example.org@x.test>"},
      {" ALEX@Example.ORG", " ALEX@Example.ORG.test"},
      {" alex@example.org.", " alex@example.org.uk"},
      {" 'alex@example.org'", " 'alex'@example.org"},
      {" \"alex\"@example.org", " \"alex \"@example.org"},
  });
}

TEST_CASE("every address of a list counts, wherever it stands", "[mail][address][H2]") {
  check({
      {" sam@x.test, alex@example.org", " sam@x.test, kim@x.test"},
      {" sam@x.test,,, alex@example.org,", " sam@x.test,,, alex@example.com,"},
      {" Sam <sam@x.test>, Alex <alex@example.org>, Kim <kim@x.test>", " Sam <sam@x.test>, Alex <kim@x.test>"},
      {" Sam <sam@x.test>; Alex <alex@example.org>", " Sam <sam@x.test>; Alex"},
      {",alex@example.org", ",example.org"},
      {" a@b alex@example.org", " a@b alex example.org"},
  });
}

TEST_CASE("what lacks a part names nobody", "[mail][address][H3]") {
  for (const char* value : {"",
                            " ",
                            "<>",
                            " <> ",
                            "< >",
                            "@",
                            "<@>",
                            " alex",
                            " <alex>",
                            "alex@",
                            " alex <>",
                            " Alex Example",
                            ",",
                            ";",
                            ":",
                            ":;",
                            "<",
                            ">",
                            "\"",
                            "\"\"",
                            "()",
                            "(",
                            ")",
                            "\\",
                            "=?",
                            "=?=",
                            "=?utf-8?B?",
                            "=?utf-8?B?"
                            "?=",
                            "[",
                            "]",
                            "@@",
                            "<<>>",
                            "\t",
                            "undisclosed-recipients:;"}) {
    INFO(value);
    CHECK(named_in(value).empty());
  }
}

TEST_CASE("broken forms count for every address that some reader takes from them", "[mail][address][H5]") {
  check({
      {" a@x.test <alex@example.org> e@f.test", " a@x.test <alex@example.com> e@f.test"},
      {" alex@example.org <c@d.test> e@f.test", " alex.example.org <c@d.test> e@f.test"},
      {" a@x.test <c@d.test> alex@example.org", " a@x.test <c@d.test> alex"},
      {" <a@x.test> alex@example.org", " <a@x.test> example.org"},
      {" Alex <alex@example.org", " Alex <alex@example.com"},
      {" Alex <alex@example.org, Sam <sam@x.test>", " Alex <alex, Sam <sam@x.test>"},
      {" Alex alex@example.org>", " Alex alex@example.com>"},
      {" alex@example.org)<bob@y.test>", " alex.example.org)<bob@y.test>"},
      {" bob@y.test)<alex@example.org>", " bob@y.test)<alex@example.com>"},
      {" <<alex@example.org>>", " <<alex@example.com>>"},
      {" <sam@x.test><alex@example.org>", " <sam@x.test><alex>"},
      {" <sam@x.test alex@example.org>", " <sam@x.test alex>"},
      {" <alex@example.org sam@x.test>", " <alex sam@x.test>"},
      {" alex@example.org@x.test", " alexa@example.org@x.test"},
      {" x@alex@example.org", " x@alexa@example.org"},
      {" <x@alex@example.org>", " <x@alexa@example.org>"},
      {" Alex: alex@example.org", " Alex: alex@example.com"},
      {" \"Alex <alex@example.org>", " \"Alex <alex@example.com>"},
      {" Alex\" <alex@example.org>", " Alex\" <alex@example.com>"},
  });
}

TEST_CASE("of two addresses in one word both count", "[mail][address][H5]") {
  CHECK(named_in(" a@x.test <c@d.test> e@f.test") == std::vector<std::string>{"a@x.test", "c@d.test", "e@f.test"});
  const auto found = named_in(" a@b.test@c.test");
  CHECK(std::find(found.begin(), found.end(), "a@b.test") != found.end());
  CHECK(std::find(found.begin(), found.end(), "b.test@c.test") != found.end());
}

TEST_CASE("a quoted local part is taken by grammar", "[mail][address][H6]") {
  CHECK(named_in(" \"alex@example.org\"@x.test") == std::vector<std::string>{"\"alex@example.org\"@x.test"});
  CHECK(named_in(" <\"alex@example.org\"@x.test>") == std::vector<std::string>{"\"alex@example.org\"@x.test"});
  CHECK(named_in(" \"a,b\"@x.test") == std::vector<std::string>{"\"a,b\"@x.test"});
  CHECK(named_in(" \"a>b\"@x.test") == std::vector<std::string>{"\"a>b\"@x.test"});
  CHECK(named_in(" \"a\\\"b\"@x.test, alex@example.org") ==
        std::vector<std::string>{"\"a\\\"b\"@x.test", "alex@example.org"});
  CHECK(named_in(" \"al\\ex\"@example.org") == std::vector<std::string>{"alex@example.org"});
}

TEST_CASE("an address in a display name or a comment never counts", "[mail][address][H6]") {
  check({
      {" \"Sam\" <alex@example.org>", " \"alex@example.org\" <sam@x.test>"},
      {" \"x\" <alex@example.org>", " \"<alex@example.org>\" <sam@x.test>"},
      {" \"Sam \\\" x\" <alex@example.org>", " \"Sam \\\" <alex@example.org>\" <sam@x.test>"},
      {" alex@example.org (sam@x.test)", " sam@x.test (alex@example.org)"},
      {" alex@example.org (via <sam@x.test>)", " sam@x.test (via <alex@example.org>)"},
      {" alex@example.org (a (b) c)", " sam@x.test (a (b alex@example.org) c)"},
      {" \"a, b\" <alex@example.org>", " \"alex@example.org, b\" <sam@x.test>"},
  });
}

TEST_CASE("what stands behind a domain ends it", "[mail][address][H5]") {
  check({
      {" alex@example.org\"x\"", " alex@example\".org\""},
      {" alex@example.org[x]", " alex@[example.org]"},
      {" alex@example.org\\x", " alex@example\\.org"},
      {" alex@example.org]", " alex@example]org"},
      {" <alex@example.org)", " <alex@example)org"},
      {" <alex@example.org x", " <alex@example x"},
  });
  CHECK(named_in(" alex@[192.0.2.1]x") == std::vector<std::string>{"alex@[192.0.2.1]"});
}

TEST_CASE("comments may stand wherever the grammar has them", "[mail][address][H8]") {
  check({
      {" alex(a comment)@example.org", " sam(alex)@example.org"},
      {" alex@(a comment)example.org", " alex@(example.org)x.test"},
      {" alex@example(a comment).org", " alex@example(.org)"},
      {" (a (nested (comment))) alex@example.org", " (a (nested alex@example.org))"},
      {" (a \\) b) alex@example.org", " (a \\) alex@example.org)"},
      {" (never ends alex@example.org", " (never ends alex@example.com"},
      {" alex@example.org (never ends", " alex (never ends"},
      {" ) alex@example.org", " ) alex"},
      {" alex@example.org(a comment)sam@x.test", " alexa(a comment)sam@x.test"},
      {" sam@x.test(a comment)alex@example.org", " sam@x.test(a comment).alex@example.org"},
      {" <alex(a comment)@example.org>", " <sam(alex)@example.org>"},
      {" <(comment)alex@example.org>", " <(comment alex@example.org)>"},
  });
}

TEST_CASE("encoded words that hide an address are read as programs show them", "[mail][address][H7]") {
  check({
      // "<alex@example.org>", then "alex@example.org", whole, and in a list.
      {" =?utf-8?B?PGFsZXhAZXhhbXBsZS5vcmc+?=", " =?utf-8?B?PHNhbUB4LnRlc3Q+?="},
      {" =?utf-8?B?PGFsZXhAZXhhbXBsZS5vcmc+?=, <sam@x.test>", " =?utf-8?B?QWxleA==?=, <sam@x.test>"},
      {" =?utf-8?Q?alex=40example.org?=", " =?utf-8?Q?alex=40example.com?="},
      {" =?iso-8859-1?q?=3Calex=40example.org=3E?=", " =?iso-8859-1?q?=3Calex=40example.org=3E?= <sam@x.test>"},
      {" =?utf-8?Q?sam=40x.test=2C_alex=40example.org?=",
       " =?utf-8?Q?sam=40x.test=2C_alex=40example.org?= <kim@x.test>"},
      {" =?utf-8?B?QWxleA==?= <alex@example.org>", " =?utf-8?Q?alex=40example.org?= <sam@x.test>"},
      // An address cut into two words that stand side by side: programs put them together (RFC 2047 6.2).
      {" =?utf-8?Q?alex=40exam?= =?utf-8?Q?ple.org?=", " =?utf-8?Q?alex=40exam?= =?utf-8?Q?ple.com?="},
      {" =?utf-8?Q?=3Calex=40exam?= =?utf-8?Q?ple.org=3E?=", " =?utf-8?Q?=3Calex=40exam?= =?utf-8?Q?ple.com=3E?="},
      {" =?utf-8?Q?=3Calex=40exam?=\n =?utf-8?Q?ple.org=3E?=",
       " =?utf-8?Q?=3Calex=40exam?=\n =?utf-8?Q?ple.org=3E?= <sam@x.test>"},
  });
}

TEST_CASE("an encoded address in angle brackets of its own counts", "[mail][address][H7]") {
  check({{" Sam <=?utf-8?Q?alex=40example.org?=>", " Sam <=?utf-8?Q?alex=40example.com?=>"},
         {" =?utf-8?Q?=3Calex=40exam?= =?utf-8?Q?ple.org=3E?=",
          " =?utf-8?Q?=3Calex=40exam?= Sam =?utf-8?Q?ple.org=3E?="}});
}

TEST_CASE("an encoded word inside an encoded word, or one that is none, is no address", "[mail][address][H7]") {
  // =?utf-8?Q?alex=40example.org?= encoded once more.
  CHECK_FALSE(names_alex(" =?utf-8?B?PT91dGYtOD9RP2FsZXg9NDBleGFtcGxlLm9yZz89?="));
  CHECK_FALSE(names_alex(" =?utf-8?Q?alex=40example.org"));
  CHECK_FALSE(names_alex(" =?utf-8?X?YWxleEBleGFtcGxlLm9yZw==?="));
  CHECK(names_alex(" =?no-such-charset?Q?x?= <alex@example.org>"));
}

TEST_CASE("control bytes and NUL end no value and hide no address", "[mail][address][H9]") {
  CHECK(names_alex("\0 alex@example.org"sv));
  CHECK(names_alex("sam@x.test\0, alex@example.org"sv));
  CHECK(names_alex(" Alex\0 <alex@example.org>"sv));
  CHECK_FALSE(names_alex("sam@x.test\0, alex@example.com"sv));
  CHECK(names_alex(" \x01\x7F <alex@example.org>"));
  CHECK_FALSE(
      names_alex(" al\x01"
                 "ex@example.org"));
  CHECK_FALSE(names_alex(" alex@exam\x7Fple.org"));
}

TEST_CASE("of a source route the mailbox at its end counts", "[mail][address][H10]") {
  check({
      {" <@a.test,@b.test:alex@example.org>", " <@example.org,@b.test:alex@x.test>"},
      {" <@a.test:alex@example.org>", " <@alex.example.org:sam@x.test>"},
      {" Alex <@a.test:alex@example.org>, Sam <sam@x.test>", " Alex <@a.test:sam@x.test>, Sam <sam@x.test>"},
  });
  // What only a relay of old would have read stays a local part.
  CHECK_FALSE(names_alex(" alex%example.org@x.test"));
  CHECK_FALSE(names_alex(" example.org!alex@x.test"));
}

TEST_CASE("members of groups count, nested and empty ones too", "[mail][address][H11]") {
  check({
      {" Team: alex@example.org;", " Team: alex@example.com;"},
      {" Team: sam@x.test, Alex <alex@example.org>;", " Team: sam@x.test, Alex <kim@x.test>;"},
      {" Nobody:;, alex@example.org", " Nobody:;, alex"},
      {" A: B: alex@example.org;;", " A: B: alex;;"},
      {" A: B: sam@x.test;, alex@example.org;", " A: B: sam@x.test;, alex;"},
      {" Team: alex@example.org", " alex@example.com: sam@x.test;"},
      {" \"a: b\": alex@example.org;", " \"a: alex@example.org\": sam@x.test;"},
      {" :alex@example.org;", " :;"},
  });
}

TEST_CASE("Unicode forms of one address are that address", "[mail][address][H13]") {
  check({
      {" alex\xEF\xBC\xA0"
       "example.org",
       " alex\xEF\xBC\xA0"
       "example.com"},
      {" <alex\xEF\xBC\xA0"
       "example.org>",
       " <alex\xEF\xBC\xA1"
       "example.org>"},
      {" alex@example\xE3\x80\x82org",
       " alex@example\xE3\x80\x82"
       "com"},
      {" al\xE2\x80\x8B"
       "ex@example.org",
       " al-ex@example.org"},
      // A look-alike is somebody else: Cyrillic а.
      {" a\xCC\x81lex@x.test, alex@example.org", " \xD0\xB0lex@example.org"},
  });
  CHECK(named_in(" \xC3\xA1lex@example.org") == named_in(" a\xCC\x81lex@example.org"));
}

TEST_CASE("address literals and sub-addresses are read as policy/ has them", "[mail][address][H15][H16]") {
  CHECK(named_in(" alex@[192.0.2.1]") == std::vector<std::string>{"alex@[192.0.2.1]"});
  CHECK(named_in(" <alex@[IPv6:2001:DB8::1]>") == std::vector<std::string>{"alex@[ipv6:2001:db8::1]"});
  CHECK(named_in(" alex@[IPv6:2001:DB8::1], sam@x.test") ==
        std::vector<std::string>{"alex@[ipv6:2001:db8::1]", "sam@x.test"});
  CHECK(names_alex(" alex+york@example.org"));
  CHECK_FALSE(names_alex(" york+alex@example.org"));
}

TEST_CASE("signs behind a domain that no domain has do not hide it", "[mail][address][H5]") {
  check({
      {" alex@example.org'", " alex'@example.org"},
      {" Alex <alex@example.org'>", " Alex <alex@example.orgy'>"},
      {" *sam* alex@example.org*", " *alex@example.org*"},
      {" alex@example.org?subject=x", " alex@example.org.test?subject=x"},
      {" alex@example.org|", " alex|@example.org"},
  });
}

TEST_CASE("spaces of Unicode beside an address are white space", "[mail][address][H5]") {
  check({
      {" alex@example.org\xC2\xA0", " alex@example.org\xC3\xA0"},
      {" Alex <\xC2\xA0"
       "alex@example.org\xE3\x80\x80>",
       " Alex <\xC2\xA1"
       "alex@example.org>"},
      {" \xE2\x80\x83"
       "alex@example.org",
       " \xE2\x80\x94"
       "alex@example.org"},
  });
}

TEST_CASE("bytes that are no UTF-8 hide nobody beside them", "[mail][address][H22]") {
  check({
      {" \xE9t\xE9 <alex@example.org>", " \xE9t\xE9 <alex@example.com>"},
      {" \xFF\xFE, alex@example.org", " \xFF\xFE, alex"},
      {" \"\xC3\" <alex@example.org>", " \"\xC3 <alex@example.org>\" <sam@x.test>"},
      {" \xF0\x9F\x98 <alex@example.org>",
       " \xF0\x9F\x98"
       "alex@example.org"},
  });
}

TEST_CASE("a limit on addresses is exact", "[mail][address][H2]") {
  const std::string three = " a@x.test, b@x.test, c@x.test";
  CHECK_FALSE(addresses_in(three, 3).excessive);
  CHECK(addresses_in(three, 3).addresses.size() == 3);
  CHECK(addresses_in(three, 2).excessive);
  CHECK_FALSE(addresses_in(" a@x.test, a@x.test, a@x.test", 1).excessive);
}
