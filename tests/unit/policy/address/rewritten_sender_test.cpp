// SRS and BATV envelope senders name the real sender (faults.md H16).
#include "policy/address/rewritten_sender.hpp"

#include <catch2/catch.hpp>

using namespace postern::policy;

namespace {

std::string original(std::string_view text) {
  const auto found = original_senders(parse_mailbox(text).value());
  return found.empty() ? "none" : found.back().text();
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

TEST_CASE("of Exchange Online's form the last two parts are the sender", "[policy][rewritten-sender][H16]") {
  CHECK(original("bob+SRS=HHHHH=TT=example.org=alex@fwd.test") == "alex@example.org");
  CHECK(original("\"bob+SRS=HH/H+=TT=example.org=alex\"@fwd.test") == "alex@example.org");
  CHECK(original("alex+srs=HHHHH=TT=other.test=carol@example.org") == "carol@other.test");
  CHECK(original("bounces+SRS=HHHHH=TT@fwd.test") == "none");
  CHECK(original("+SRS=HHHHH=TT=example.org=alex@fwd.test") == "none");
}

TEST_CASE("tags of bounces by other products are taken off", "[policy][rewritten-sender][H16]") {
  CHECK(original("btv1==4970a8d2e05==alex@example.org") == "alex@example.org");
  CHECK(original("msprvs1=18017p9N4VNsX=alex@example.org") == "alex@example.org");
  CHECK(original("prvs=alex/0123456789@example.org") == "alex@example.org");
  for (const char* text : {"btv1=x=alex@example.org", "btv1==alex@example.org", "msprvs1=alex@example.org",
                           "xprvs=alex/1@example.org", "prvs=/1@example.org"}) {
    INFO(text);
    CHECK(original(text) == "none");
  }
}

TEST_CASE("a rewritten sender inside another is found", "[policy][rewritten-sender][H16]") {
  CHECK(original("SRS0=HHH=TT=example.org=prvs=0123456789=alex@fwd.test") == "alex@example.org");
  CHECK(original("SRS0=HHH=TT=example.org=btv1==4970a8d2e05==alex@fwd.test") == "alex@example.org");
  CHECK(original("SRS0=HHH=TT=fwd.test=bob+SRS=H=TT=example.org=alex@second.test") == "alex@example.org");
  std::string deep = "alex";
  for (int i = 0; i < 100; ++i) deep = "prvs=t=" + deep;
  CHECK(original_senders(parse_mailbox(deep + "@example.org").value()).size() == 4);
}

TEST_CASE("who only forwards is told from who has a sub-address", "[policy][rewritten-sender][H16]") {
  const auto forwards = [](const char* text) { return names_forwarder(parse_mailbox(text).value()); };
  CHECK(forwards("bob+SRS=HHHHH=TT=example.org=alex@fwd.test"));
  CHECK(forwards("bob+caf_=tax=york.gov.uk@gmail.com"));
  CHECK_FALSE(forwards("bob+SRS=HHHHH=TT@fwd.test"));
  CHECK_FALSE(forwards("bob+caf@gmail.com"));
  CHECK_FALSE(forwards("SRS0=HHH=TT=example.org=alex@fwd.test"));
}
