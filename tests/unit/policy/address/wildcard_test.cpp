#include "policy/address/wildcard.hpp"

#include <catch2/catch.hpp>

using namespace postern::policy;

namespace {

std::string customer(std::string_view text) {
  return wildcard_fault(text, Allowed::address_or_domain);
}

bool says(const std::string& text, const std::string& words) {
  UNSCOPED_INFO(text);
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a pattern is named with the form that does it", "[policy][address]") {
  CHECK(says(customer("*@example.org"), "or @example.org for the whole domain, @.example.org for all below it too"));
  CHECK(says(customer("bob*@example.org"), "write each address, or @example.org"));
  CHECK(says(customer("b?b@example.org"), "write each address, or @example.org"));
  CHECK(says(customer("*@*.example.org"), "or @.example.org for that domain and all below it"));
  CHECK(says(customer("@*.example.org"), "or @.example.org for that domain and all below it"));
  CHECK(says(customer("bob*@"), "or @example.org for a domain"));
  CHECK(says(customer("alex@example.*"), "or @example.org for a domain"));
}

TEST_CASE("an @ too many is named with the address that is meant", "[policy][address]") {
  CHECK(customer("bob@@example.org") == "has @ twice; write bob@example.org");
  CHECK(wildcard_fault("bob@@york.gov.uk", Allowed::address) == "has @ twice; write bob@york.gov.uk");
}

TEST_CASE("where no domain may stand, none is offered", "[policy][address]") {
  CHECK(wildcard_fault("*@york.gov.uk", Allowed::address) ==
        "is a pattern, and would stand for nobody; write each address");
}

TEST_CASE("what means one address, or a domain, is left alone", "[policy][address]") {
  for (const char* text : {"alex@example.org", "@example.org", "@.example.org", "a+b@example.org",
                           "\"a*b\"@example.org", "\"a@b\"@example.org", "alex%x@example.org", "", "nonsense"}) {
    INFO(text);
    CHECK(customer(text).empty());
    CHECK(wildcard_fault(text, Allowed::address).empty());
  }
}
