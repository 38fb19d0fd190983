// Whom a recipient is, from its bytes and from what the MTA makes of them: doubt never ends outside the council.
#include "policy/decision/recipient_address.hpp"

#include <catch2/catch.hpp>

using namespace postern;

namespace {

/// `address`, with ` ?` where it is doubtful; empty where nobody can read it.
std::string read(const std::string& raw, const std::string& by_mta = {}) {
  policy::Council york;
  york.domains = {"york.gov.uk", ".york.gov.uk"};
  const std::vector<std::string> own_names{"gate.example.net", ""};
  const auto read = policy::read_recipient(raw, by_mta, own_names, york, policy::AddressRules{});
  return read ? read->address.text() + (read->doubtful ? " ?" : "") : "";
}

bool doubtful(const std::string& raw, const std::string& by_mta = {}) {
  return read(raw, by_mta).ends_with(" ?");
}

}  // namespace

TEST_CASE("an address of the council is what its bytes say", "[policy][recipient]") {
  CHECK(read("<tax@york.gov.uk>") == "tax@york.gov.uk");
  CHECK(read("<Tax+x@York.gov.uk>", "foi@york.gov.uk") == "tax@york.gov.uk");
  CHECK(read("<tax@parks.york.gov.uk>", "tax") == "tax@parks.york.gov.uk");
  CHECK(read("<@relay.test:tax@york.gov.uk>") == "tax@york.gov.uk");
  CHECK(read("<\"jo smith\"@york.gov.uk>") == "\"jo smith\"@york.gov.uk");
  CHECK(read("<postmaster>") == "postmaster@york.gov.uk");
}

TEST_CASE("an address of somebody else stays so where the MTA leaves it so", "[policy][recipient]") {
  CHECK(read("<sam@other.test>") == "sam@other.test");
  CHECK(read("<sam@other.test>", "sam@other.test") == "sam@other.test");
  CHECK(read("<sam@other.test>", "sam@elsewhere.test") == "sam@other.test");
}

TEST_CASE("what the MTA takes for the council's is the council's", "[policy][recipient]") {
  CHECK(read("<tax@localhost>", "tax@york.gov.uk") == "tax@york.gov.uk");
  CHECK(read("<tax@other.test>", "tax@york.gov.uk") == "tax@york.gov.uk");
  CHECK(read("<tax@other.test>", "tax") == "tax@york.gov.uk");  // a user of Sendmail's own
  CHECK(read("<tax@other.test>", "tax@gate.example.net") == "tax@york.gov.uk");
  CHECK(doubtful("<tax@other.test>", "\"tax@york.gov.uk\"@localhost"));
}

TEST_CASE("a name of the MTA itself is the council's without being told", "[policy][recipient]") {
  for (const char* raw :
       {"<tax@localhost>", "<tax@LOCALHOST.>", "<tax@localhost.localdomain>", "<tax@gate.example.net>"}) {
    INFO(raw);
    CHECK(read(raw) == "tax@york.gov.uk");
  }
  CHECK(read("<tax@gate.example.net.other.test>") == "tax@gate.example.net.other.test");
  CHECK(read("<tax@notlocalhost>") == "tax@notlocalhost");
}

TEST_CASE("what an MTA may read once more is doubtful, whatever it says", "[policy][recipient]") {
  for (const char* raw :
       {"<tax@york.gov.uk@localhost>", "<tax%york.gov.uk@localhost>", "<york.gov.uk!tax@localhost>",
        "<tax@[127.0.0.1]>", "<tax@york.gov.uk@[127.0.0.1]>", "<\"tax@york.gov.uk\"@gateway.york.gov.uk>",
        "<\"tax@york.gov.uk\"@localhost>", "<york.gov.uk!tax>", "<tax%york.gov.uk>", "<a%b@other.test>",
        "<\"\\\"tax\\\"\"@other.test>", "<tax%york.gov.uk@york.gov.uk>", "<york.gov.uk!tax@york.gov.uk>",
        "<tax%gate.example.net@york.gov.uk>", "<tax%localhost@york.gov.uk>", "<sam%other.test@york.gov.uk>",
        "<x%y%other.test%z@york.gov.uk>", "<a!other.test!tax@york.gov.uk>", "<\"tax@york.gov.uk\"@york.gov.uk>"}) {
    INFO(raw);
    CHECK(doubtful(raw));
    CHECK(doubtful(raw, "tax@york.gov.uk"));
    CHECK(doubtful(raw, "sam@other.test"));
  }
}

TEST_CASE("at a domain of the council odd characters alone are no doubt", "[policy][recipient]") {
  for (const char* local : {"a%n%s%d", "a!b", "wow!", "%", "100%", "\"a,b\"", "\"a;x=y\"", "\"a b\"", "\"a:b\"",
                            "\"(a)\"", "\"<tax>\"", "\"\\\"tax\\\"\""}) {
    INFO(local);
    const std::string raw = std::string(local) + "@york.gov.uk";
    CHECK_FALSE(read(raw).empty());
    CHECK_FALSE(doubtful(raw));
    CHECK_FALSE(doubtful(raw, raw));
    CHECK_FALSE(doubtful(raw, local));
    CHECK(doubtful(raw, "housing@york.gov.uk"));
    CHECK(doubtful(raw, std::string(local) + "@other.test"));
  }
  CHECK_FALSE(doubtful("\"A b\"@York.gov.uk", "a b@york.gov.uk"));  // as Postfix tells it
  CHECK(doubtful("a%n%s%d@york.gov.uk", "a%n%s@d"));
}

TEST_CASE("what nobody can read is nobody", "[policy][recipient]") {
  CHECK(read("<<tax@york.gov.uk>>").empty());
  CHECK(read("<>").empty());
}
