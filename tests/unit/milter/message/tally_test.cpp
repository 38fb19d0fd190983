// What is counted of each message: how it ended, once, and what was done for whom.
#include "milter/message/tally.hpp"

#include <catch2/catch.hpp>

#include "milter/message/message_count.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using policy::Action;
using Counted = std::map<std::string, std::size_t>;

namespace {

/// One message under one restriction of alex@example.org.
Counted counted(policy::Terms terms, const Letter& message) {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", std::move(terms));
  york.pass(message);
  return york.tally.counted;
}

}  // namespace

TEST_CASE("a message that matches nothing has passed, and its recipients are unrestricted", "[milter][tally]") {
  CHECK(counted(forwarded(), addressed_to({"<tax@york.gov.uk>", "<parks@york.gov.uk>"}, "sam@x.test")) ==
        Counted{{"message passed", 1}, {"recipient deliver unrestricted", 2}, {"decided", 1}});
}

TEST_CASE("a message that everybody may have has passed", "[milter][tally]") {
  CHECK(counted(forwarded(), addressed_to({"<housing@york.gov.uk>", "<x@other.test>"})) ==
        Counted{{"message passed", 1},
                {"recipient deliver permitted-contact", 1},
                {"recipient deliver outside-council", 1},
                {"decided", 1}});
}

TEST_CASE("a message that is forwarded, marked or taken from somebody has changed", "[milter][tally]") {
  CHECK(counted(forwarded(), addressed_to({"<tax@york.gov.uk>"})) ==
        Counted{{"message changed", 1}, {"recipient forward restricted", 1}, {"decided", 1}});
  CHECK(counted(terms(Action::junk), addressed_to({"<tax@york.gov.uk>"})) ==
        Counted{{"message changed", 1}, {"recipient junk restricted", 1}, {"decided", 1}});
  CHECK(counted(terms(Action::quarantine, {}, {"housing@york.gov.uk"}),
                addressed_to({"<tax@york.gov.uk>", "<housing@york.gov.uk>"})) ==
        Counted{{"message changed", 1},
                {"recipient quarantine restricted", 1},
                {"recipient deliver permitted-contact", 1},
                {"decided", 1}});
}

TEST_CASE("a message that is kept for everybody is kept", "[milter][tally]") {
  CHECK(counted(terms(Action::quarantine), addressed_to({"<tax@york.gov.uk>"})) ==
        Counted{{"message kept", 1}, {"recipient quarantine restricted", 1}, {"decided", 1}});
}

TEST_CASE("a message that is refused for everybody is refused, at RCPT as at its end", "[milter][tally]") {
  CHECK(counted(terms(Action::reject), addressed_to({"<tax@york.gov.uk>", "<parks@york.gov.uk>"})) ==
        Counted{{"message refused", 1}, {"recipient reject restricted", 2}});
  Letter by_header = addressed_to({"<tax@york.gov.uk>"}, "other@x.test");
  by_header.header[0].value = " alex@example.org";
  CHECK(counted(terms(Action::reject), by_header) ==
        Counted{{"message refused", 1}, {"recipient reject restricted", 1}, {"decided", 1}});
}

TEST_CASE("a message of which somebody was refused counts by what became of the rest", "[milter][tally]") {
  CHECK(counted(terms(Action::reject, {}, {"housing@york.gov.uk"}),
                addressed_to({"<tax@york.gov.uk>", "<housing@york.gov.uk>"})) ==
        Counted{{"message passed", 1},
                {"recipient reject restricted", 1},
                {"recipient deliver permitted-contact", 1},
                {"decided", 1}});
}

TEST_CASE("a message that breaks a limit is refused, and nothing was done for its recipients", "[milter][tally]") {
  Gateway york;
  york.config.limits.header = 1024;
  Letter large = addressed_to({"<tax@york.gov.uk>"}, "sam@x.test");
  large.header.push_back({"X-Long", std::string(2000, 'x')});
  york.pass(large);
  CHECK(york.tally.counted == Counted{{"message refused", 1}, {"decided", 1}});
  york.tally.counted.clear();
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine));
  for (auto step : {&KeptInMemory::at_begin, &KeptInMemory::at_body, &KeptInMemory::at_finish}) {
    york.files.*step = mail::KeepFault::too_large;
    york.pass(addressed_to({"<tax@york.gov.uk>"}));
    (york.files.*step).reset();
  }
  CHECK(york.tally.counted == Counted{{"message refused", 3}, {"decided", 3}});
}

TEST_CASE("a message that is put off is deferred, and nothing was done for its recipients", "[milter][tally][fault]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  york.log.fails = true;
  york.pass(addressed_to({"<tax@york.gov.uk>"}));
  CHECK(york.tally.counted == Counted{{"message deferred", 1}, {"decided", 1}});
  york.log.fails = false;
  york.mta.fails_at = 1;
  york.pass(addressed_to({"<tax@york.gov.uk>"}));
  CHECK(york.tally.counted == Counted{{"message deferred", 2}, {"decided", 2}});
}

TEST_CASE("a message whose every recipient was put off is deferred", "[milter][tally][fault]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  york.log.fails = true;
  york.pass(addressed_to({"<tax@york.gov.uk>"}));
  CHECK(york.tally.counted == Counted{{"message deferred", 1}});
}

TEST_CASE("under observe a message that something concerns is observed, and one that nothing does has passed",
          "[milter][tally]") {
  Gateway york;
  york.config.enforcement = conf::Enforcement::observe;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  york.pass(addressed_to({"<tax@york.gov.uk>"}));
  CHECK(york.tally.counted == Counted{{"message observed", 1}, {"recipient reject restricted", 1}, {"decided", 1}});
  york.tally.counted.clear();
  york.pass(addressed_to({"<tax@york.gov.uk>"}, "sam@x.test"));
  CHECK(york.tally.counted == Counted{{"message passed", 1}, {"recipient deliver unrestricted", 1}, {"decided", 1}});
}

TEST_CASE("a message that is not looked at is exempt", "[milter][tally]") {
  Letter own = addressed_to({"<tax@york.gov.uk>"});
  own.authenticated = true;
  CHECK(counted(forwarded(), own) == Counted{{"message exempt", 1}});
}

TEST_CASE("a copy that postern submitted is its own, and one with a forged pass is not", "[milter][tally]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  york.pass(addressed_to({"<housing@york.gov.uk>", "<tax@york.gov.uk>"}));
  const auto rows = york.outbox();
  REQUIRE(rows.size() == 1);
  Letter copy = addressed_to({"<m.manager@york.gov.uk>"}, rows.front().mail_from);
  copy.header.insert(copy.header.begin(), {"X-Postern-Pass", " " + rows.front().token});
  york.tally.counted.clear();
  york.pass(copy);
  CHECK(york.tally.counted == Counted{{"message own-copy", 1}});
  york.config.match.exempt_clients = {{"192.0.2.9/32", {192, 0, 2, 9}, 32}};  // where it comes from
  york.tally.counted.clear();
  york.pass(copy);
  CHECK(york.tally.counted == Counted{{"message own-copy", 1}});
  york.config.match.exempt_clients.clear();
  copy.header.front().value = " " + std::string(32, 'a');
  york.tally.counted.clear();
  york.pass(copy);
  CHECK(york.tally.counted == Counted{{"message passed", 1}, {"recipient deliver unrestricted", 1}, {"decided", 1}});
}

TEST_CASE("a message that the client gives up counts nothing", "[milter][tally]") {
  CountedInMemory tally;
  {
    milter::MessageCount count(tally);
    count.recipient(milter::proceed());
    count.recipient(milter::refuse("No."));
  }
  { const milter::MessageCount never_began(tally); }
  CHECK(tally.counted.empty());
}

TEST_CASE("a message counts once", "[milter][tally]") {
  CountedInMemory tally;
  {
    milter::MessageCount count(tally);
    count.recipient(milter::refuse("No."));
    count.ended(milter::MessageOutcome::deferred);
    count.ended(milter::MessageOutcome::passed);
  }
  CHECK(tally.counted == Counted{{"message deferred", 1}});
}
