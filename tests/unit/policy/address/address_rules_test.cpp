// What a provider treats as one mailbox (decision.md 1): the rules of conf/address-rules.yaml, by hand.
#include "policy/address/address_rules.hpp"

#include <catch2/catch.hpp>

#include "policy/address/address.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;

namespace {

std::string same_by_rules(std::string_view text) {
  return samples::address(text).text();
}

std::string plain(std::string_view text) {
  return canonical(text, AddressRules{})->text();
}

}  // namespace

TEST_CASE("a sub-address is the address, everywhere", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("alex+york@example.org") == "alex@example.org");
  CHECK(same_by_rules("alex+a+b@example.org") == "alex@example.org");
  CHECK(same_by_rules("\"alex+a b\"@example.org") == "alex@example.org");
  CHECK(same_by_rules("alex+@example.org") == "alex@example.org");
  CHECK(plain("alex+york@example.org") == "alex@example.org");
}

TEST_CASE("a local part is never emptied", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("+york@example.org") == "+york@example.org");
  CHECK(same_by_rules("...@gmail.com") == "\"...\"@gmail.com");
  CHECK(same_by_rules("-york@yahoo.com") == "-york@yahoo.com");
}

TEST_CASE("another delimiter than the provider's means nothing", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("alex-york@example.org") == "alex-york@example.org");
  CHECK(same_by_rules("alex+york@yahoo.com") == "alex+york@yahoo.com");
  CHECK(same_by_rules("alex-york@yahoo.co.uk") == "alex@yahoo.co.uk");
}

TEST_CASE("Gmail ignores dots and has two names; others do not", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("A.L.Ex+york@googlemail.com") == "alex@gmail.com");
  CHECK(same_by_rules("alex@gmail.com") == "alex@gmail.com");
  CHECK(same_by_rules("a.lex@example.org") == "a.lex@example.org");
  CHECK(same_by_rules("alex@sub.gmail.com") == "alex@sub.gmail.com");
}

TEST_CASE("Proton ignores dots, hyphens and underscores", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("a.l-e_x@pm.me") == "alex@proton.me");
  CHECK(same_by_rules("a.l-e_x@example.org") == "a.l-e_x@example.org");
}

TEST_CASE("iCloud has three names", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("alex+x@me.com") == "alex@icloud.com");
  CHECK(same_by_rules("al.ex@mac.com") == "al.ex@icloud.com");
}

TEST_CASE("Fastmail takes the account from a name below its domain", "[policy][address-rules][H16]") {
  CHECK(same_by_rules("tag@alex.fastmail.com") == "alex@fastmail.com");
  CHECK(same_by_rules("alex+tag@fastmail.com") == "alex@fastmail.com");
  CHECK(same_by_rules("tag@alex.example.org") == "tag@alex.example.org");
  CHECK(same_by_rules("tag@a.b.fastmail.com") == "tag@a.b.fastmail.com");
}

TEST_CASE("the council compares by its own delimiter, in every domain of its own", "[policy][address-rules]") {
  Council council = samples::york();
  council.recipient_delimiter = "-";
  const AddressRules rules = council.address_rules(samples::providers());
  CHECK(canonical("tax-bins@york.gov.uk", rules)->text() == "tax@york.gov.uk");
  CHECK(canonical("tax-bins@housing.york.gov.uk", rules)->text() == "tax@housing.york.gov.uk");
  CHECK(canonical("tax+bins@york.gov.uk", rules)->text() == "tax+bins@york.gov.uk");
  CHECK(canonical("alex+bins@example.org", rules)->text() == "alex@example.org");
  council.recipient_delimiter = "";
  CHECK(canonical("tax+bins@york.gov.uk", council.address_rules({}))->text() == "tax+bins@york.gov.uk");
}

TEST_CASE("a domain's own rule wins over its parent's, and a later one over an earlier", "[policy][address-rules]") {
  AddressRule below;
  below.domains = {".example.org"};
  below.delimiters = "-";
  AddressRule own;
  own.domains = {"a.example.org"};
  own.delimiters = "=";
  const AddressRules rules({below, own});
  CHECK(rules.for_domain("a.example.org").delimiters == "=");
  CHECK(rules.for_domain("b.example.org").delimiters == "-");
  CHECK(rules.for_domain("c.b.example.org").delimiters == "-");
  CHECK(rules.for_domain("example.org").delimiters == "+");
  own.delimiters = "~";
  CHECK(rules.with(own).for_domain("a.example.org").delimiters == "~");
}

TEST_CASE("a council's domain that begins with a dot means those below it only", "[policy][council]") {
  Council council;
  council.domains = {"york.gov.uk", ".parish.example"};
  CHECK(council.has_domain("york.gov.uk"));
  CHECK_FALSE(council.has_domain("sub.york.gov.uk"));
  CHECK(council.has_domain("a.parish.example"));
  CHECK(council.has_domain("b.a.parish.example"));
  CHECK_FALSE(council.has_domain("parish.example"));
  CHECK_FALSE(council.has_domain(".parish.example"));
  CHECK_FALSE(council.has_domain("notyork.gov.uk"));
}
