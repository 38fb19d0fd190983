#include "policy/address/identifier.hpp"

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;

namespace {

std::string key(std::string_view text) {
  const auto identifier = identifier_from_text(text, samples::rules_of_york());
  return identifier ? identifier->key : "none";
}

Identifier::Kind kind(std::string_view text) {
  return identifier_from_text(text, samples::rules_of_york()).value().kind;
}

}  // namespace

TEST_CASE("an address, a domain, and a domain with all below it", "[policy][identifier]") {
  CHECK(key("Alex+york@Example.ORG") == "alex@example.org");
  CHECK(kind("alex@example.org") == Identifier::Kind::address);
  CHECK(key("@Example.ORG.") == "@example.org");
  CHECK(kind("@example.org") == Identifier::Kind::domain);
  CHECK(key("@.Example.ORG") == "@.example.org");
  CHECK(kind("@.example.org") == Identifier::Kind::domain_and_below);
  CHECK(key(" \t@m\xC3\xBCnich.example \t") == "@xn--mnich-kva.example");
  CHECK(key("  <alex@example.org>\t") == "alex@example.org");
}

TEST_CASE("what is none of the three is no identifier", "[policy][identifier]") {
  for (const char* text : {"", " ", "@", "@.", "@..", "@..example.org", "alex", "example.org", "*@example.org@",
                           "@[192.0.2.1]", "@a@b.test", "@exa mple.org", "@relay.test:alex@example.org", "@/etc"}) {
    INFO(text);
    CHECK(key(text) == "none");
  }
}
