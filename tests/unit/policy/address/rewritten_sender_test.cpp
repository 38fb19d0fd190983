// SRS and BATV envelope senders name the real sender (faults.md H16).
#include "policy/address/rewritten_sender.hpp"

#include <catch2/catch.hpp>

using namespace postern::policy;

namespace {

std::string original(std::string_view text) {
  const auto found = original_sender(parse_mailbox(text).value());
  return found ? found->text() : "none";
}

}  // namespace

TEST_CASE("SRS0 names the sender whom a forwarder rewrote", "[policy][rewritten-sender][H16]") {
  CHECK(original("SRS0=HHHH=TT=example.org=alex@forwarder.test") == "alex@example.org");
  CHECK(original("srs0+HHHH=TT=example.org=alex@forwarder.test") == "alex@example.org");
  CHECK(original("SRS0-HHHH=TT=Example.org=a=b@forwarder.test") == "a=b@example.org");
}

TEST_CASE("SRS1 names the sender through two forwarders", "[policy][rewritten-sender][H16]") {
  CHECK(original("SRS1=HHHH=first.test==HHHH=TT=example.org=alex@second.test") == "alex@example.org");
  CHECK(original("SRS1=HHHH=first.test=+HHHH=TT=example.org=alex@second.test") == "alex@example.org");
  CHECK(original("srs1+HHHH=first.test=-HHHH=TT=example.org=alex@second.test") == "alex@example.org");
}

TEST_CASE("BATV names the sender behind its tag", "[policy][rewritten-sender][H16]") {
  CHECK(original("prvs=0123456789=alex@example.org") == "alex@example.org");
  CHECK(original("PRVS=0123456789=a=b@example.org") == "a=b@example.org");
}

TEST_CASE("what only begins like one is none", "[policy][rewritten-sender][H16]") {
  for (const char* text : {"alex@example.org",
                           "srs0@example.org",
                           "srs0x@example.org",
                           "srs0=@example.org",
                           "srs0=a@example.org",
                           "srs0=a=b@example.org",
                           "srs0=a=b=c@example.org",
                           "srs0=a=b==alex@example.org",
                           "srs0=a=b=example.org=@f.test",
                           "srs0=a=b=exa..mple=alex@f.test",
                           "srs1@example.org",
                           "srs1=@example.org",
                           "srs1=a=b=c=d@example.org",
                           "srs1=a=b==c@example.org",
                           "srs1x=a==b=c=d=e@f.test",
                           "srs2=a=b=example.org=alex@f.test",
                           "prvs@example.org",
                           "prvs=@example.org",
                           "prvs=tag@example.org",
                           "prvs=tag=@example.org",
                           "prvs+tag=alex@example.org",
                           "sr@example.org"}) {
    INFO(text);
    CHECK(original(text) == "none");
  }
}

TEST_CASE("what the tag hides is read by the grammar of addresses", "[policy][rewritten-sender][H16]") {
  CHECK(original("\"prvs=tag=alex ward\"@example.org") == "\"alex ward\"@example.org");
  CHECK(original("\"SRS0=a=b=example.org=x@y\"@f.test") == "\"x@y\"@example.org");
}
