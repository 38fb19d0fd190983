// The grammar of addresses: what is one, what is none, and which of two readings counts (decision.md 1).
#include "policy/address/address.hpp"

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;

namespace {

/// `local|domain` as the grammar takes it apart, or `none`.
std::string parsed(std::string_view text) {
  const auto mailbox = parse_mailbox(text);
  return mailbox ? mailbox->local + "|" + mailbox->domain : "none";
}

std::string same(std::string_view text) {
  const auto address = canonical(text, samples::rules_of_york());
  return address ? address->text() : "none";
}

}  // namespace

TEST_CASE("a plain address is taken apart at its at-sign", "[policy][address]") {
  CHECK(parsed("alex@example.org") == "alex|example.org");
  CHECK(parsed("<alex@example.org>") == "alex|example.org");
  CHECK(parsed(" \t<alex@example.org> \r\n") == "alex|example.org");
  CHECK(parsed("alex@localhost") == "alex|localhost");
  CHECK(parsed("!#$%&'*/=?^_`{|}~-@example.org") == "!#$%&'*/=?^_`{|}~-|example.org");
}

TEST_CASE("what lacks a part is no address", "[policy][address][H3]") {
  for (const char* text : {"",
                           " ",
                           "<>",
                           "< >",
                           "alex",
                           "<alex>",
                           "@",
                           "@example.org",
                           "<@example.org>",
                           "alex@",
                           "<alex@>",
                           "alex@.",
                           "\"\"@example.org",
                           "alex@\"\"",
                           "()@example.org",
                           "alex@()",
                           "(alex@example.org)",
                           "Undisclosed recipients:;",
                           "@example.org:",
                           "@relay.test:@example.org",
                           "alex@ ",
                           "@@",
                           "\xE2\x80\x8B@example.org"}) {
    INFO(text);
    CHECK(parsed(text) == "none");
  }
}

TEST_CASE("what a header may hold beside an address is no address as a whole", "[policy][address][H5]") {
  for (const char* text :
       {"alice@x.test)<bob@y.test>", "<a@b.test> c@d.test", "a@b.test <c@d.test> e@f.test", "<a@b.test", "a@b.test>",
        "<<a@b.test>>", "a@b.test, c@d.test", "a@b.test; c@d.test", "a b@c.test", "a@b c.test", "a@b.test c",
        "Alex <a@b.test>", "a:b@c.test", "a[b]@c.test", "a\\@b@c.test", "a@b@", "a@b\\c", "a@b\"c\""}) {
    INFO(text);
    CHECK(parsed(text) == "none");
  }
}

TEST_CASE("the last at-sign outside quotes splits", "[policy][address][H5][H10]") {
  CHECK(parsed("a@b@c.test") == "a@b|c.test");
  CHECK(same("a@b@c.test") == "\"a@b\"@c.test");
  CHECK(same("\"a@b\"@c.test") == same("a@b@c.test"));
  CHECK(parsed("\"a@b\"@c.test") == "a@b|c.test");
  CHECK(samples::address("a@b@c.test").domain() == "c.test");
  CHECK(samples::address("a@b@c.test").local() == "\"a@b\"");
}

TEST_CASE("a quoted local part is the one without quotes where it needs none", "[policy][address][H6]") {
  CHECK(same("\"alex\"@example.org") == "alex@example.org");
  CHECK(same("\"al\"ex@example.org") == "alex@example.org");
  CHECK(same("\"a\\lex\"@example.org") == "alex@example.org");
  CHECK(same("\"alex ward\"@example.org") == "\"alex ward\"@example.org");
  CHECK(same("\"a\\\"b\\\\c\"@example.org") == "\"a\\\"b\\\\c\"@example.org");
  CHECK(same("\"a..b\"@example.org") == same("a..b@example.org"));
  CHECK(same("\".a\"@example.org") == same(".a@example.org"));
  CHECK(same("\"a.\"@example.org") == "\"a.\"@example.org");
  CHECK(same("\"a\r\n b\"@example.org") == "\"a b\"@example.org");
  CHECK(same("\"alex@york.gov.uk\"@example.org") == "\"alex@york.gov.uk\"@example.org");
}

TEST_CASE("quotes that do not close, and words beside each other, are no address", "[policy][address][H6]") {
  CHECK(parsed("\"alex@example.org") == "none");
  CHECK(parsed("alex\"@example.org") == "none");
  CHECK(parsed("\"alex\" \"ward\"@example.org") == "none");
  CHECK(parsed("a \"b\"@example.org") == "none");
  CHECK(parsed("\"alex\\") == "none");
  CHECK(parsed("\"") == "none");
}

TEST_CASE("comments and folding count for nothing", "[policy][address][H8]") {
  CHECK(parsed("alex(my (inner) note)@example.org") == "alex|example.org");
  CHECK(parsed("(a)alex(b)@(c)example(d).(e)org(f)") == "alex|example.org");
  CHECK(parsed("alex @ example . org") == "alex|example.org");
  CHECK(parsed("alex\r\n @example.org") == "alex|example.org");
  CHECK(parsed("alex@example.org (\\) still a comment)") == "alex|example.org");
  CHECK(parsed("\"(no comment)\"@example.org") == "(no comment)|example.org");
}

TEST_CASE("comments that do not close, or nest too deeply, are no address", "[policy][address][H8]") {
  CHECK(parsed("alex(@example.org") == "none");
  CHECK(parsed("alex@example.org)") == "none");
  CHECK(parsed("alex@example.org(\\)") == "none");
  CHECK(parsed("alex@example.org(\\") == "none");
  CHECK(parsed("al(x)ex@example.org") == "none");
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + std::string(depth, ')') + "alex@example.org";
  };
  CHECK(parsed(nested(100)) == "alex|example.org");
  CHECK(parsed(nested(101)) == "none");
  CHECK(parsed(std::string(1'000'000, '(')) == "none");
}

TEST_CASE("NUL and control bytes are no part of an address, in quotes and comments neither", "[policy][address][H9]") {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"al\0ex@example.org"sv, "alex@exa\0mple.org"sv, "alex@example.org\0"sv, "\"al\0ex\"@example.org"sv,
        "\"al\\\0ex\"@example.org"sv, "alex(\0)@example.org"sv, "alex(\\\0)@example.org"sv,
        "al\x01"
        "ex@example.org"sv,
        "al\x7F"
        "ex@example.org"sv,
        "alex@example.org\x1B"sv, "\"al\\\nex\"@example.org"sv, "\"al\\\rex\"@example.org"sv}) {
    INFO(text);
    CHECK(parsed(text) == "none");
  }
  CHECK(parsed("\"al\tex\"@example.org") == "al\tex|example.org");
}

TEST_CASE("a source route leads to the final mailbox", "[policy][address][H10]") {
  CHECK(parsed("<@relay.test:alex@example.org>") == "alex|example.org");
  CHECK(parsed("<@a.test,@b.test:alex@example.org>") == "alex|example.org");
  CHECK(parsed("@a.test , @b.test : alex@example.org") == "alex|example.org");
}

TEST_CASE("routes in a local part stay in it", "[policy][address][H10]") {
  CHECK(parsed("alex%example.org@relay.test") == "alex%example.org|relay.test");
  CHECK(parsed("relay!alex@example.org") == "relay!alex|example.org");
}

TEST_CASE("an address literal is compared as it is", "[policy][address][H15]") {
  CHECK(same("u@[127.0.0.1]") == "u@[127.0.0.1]");
  CHECK(same("u@[IPv6:::1]") == "u@[ipv6:::1]");
  CHECK(same("u@[IPV6:2001:DB8::1]") == same("u@[IPv6:2001:db8::1]"));
  CHECK(same("u@[127.0.0.1]") != same("u@127.0.0.1"));
}

TEST_CASE("a broken literal is none", "[policy][address][H15]") {
  for (const char* text : {"u@[]", "u@[127.0.0.1", "u@127.0.0.1]", "u@[a]b", "u@[a_b]", "u@[a@b]", "u@[\xC3\xA9]"}) {
    INFO(text);
    CHECK(parsed(text) == "none");
  }
}

TEST_CASE("a domain name alone has the same canonical form", "[policy][address]") {
  CHECK(canonical_domain("Example.ORG.") == "example.org");
  CHECK(canonical_domain("ex_ample.org") == "ex_ample.org");
  CHECK(canonical_domain("[192.0.2.1]") == "[192.0.2.1]");
  for (const char* text : {"", ".", "example..org", ".example.org", "example.org..", "exa mple.org", "a@b.test", "a/b",
                           "*.example.org", "\xE2\x80\x8B"}) {
    INFO(text);
    CHECK_FALSE(canonical_domain(text).has_value());
  }
  CHECK(canonical_domain(std::string(1000, 'a')).has_value());
  CHECK_FALSE(canonical_domain(std::string(1001, 'a')).has_value());
}

TEST_CASE("addresses are ordered and hashed by their text", "[policy][address]") {
  const Address one = samples::address("A@example.org");
  CHECK(one == samples::address("a@EXAMPLE.org"));
  CHECK(one < samples::address("b@example.org"));
  CHECK(std::hash<Address>{}(one) == std::hash<Address>{}(samples::address("a@example.org")));
}
