// Recipients that the MTA may deliver to somebody else than their bytes say: refused to who matches, or kept.
#include <algorithm>

#include <catch2/catch.hpp>

#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

const char* const kDoubtful = "<tax%york.gov.uk@localhost>";

struct York : Gateway {
  York() { restricts("RCC-2026-0001", "alex@example.org", forwarded()); }
};

}  // namespace

TEST_CASE("from a sender who matches, such a recipient is refused at RCPT", "[milter][doubt]") {
  York york;
  CHECK(york.pass(addressed_to({kDoubtful})).recipients.at(0) == milter::unreadable_recipient());
  CHECK(york.pass_again(addressed_to({kDoubtful}, "sam@other.test")).last == milter::accept());
  CHECK(york.events().empty());
}

TEST_CASE("where only the header matches, the whole message is refused", "[milter][doubt]") {
  York york;
  Letter letter = addressed_to({kDoubtful, "<tax@york.gov.uk>"});
  letter.mail_from = "<sam@other.test>";
  const auto answered = york.pass(letter);
  CHECK(answered.recipients == std::vector{milter::proceed(), milter::proceed()});
  CHECK(answered.last == milter::unreadable_recipient());
  letter.recipients = {"<tax@york.gov.uk>"};
  CHECK(york.pass_again(letter).last == milter::proceed());
}

TEST_CASE("where nothing can be refused, it goes the restriction's way and not to the recipient", "[milter][doubt]") {
  York york;
  Letter letter = addressed_to({kDoubtful});
  letter.by_smtp = false;
  CHECK(york.pass(letter).last == milter::proceed());
  CHECK(york.mta.edits.back() == std::string("delete ") + kDoubtful);
  york.config.enforcement = conf::Enforcement::observe;
  CHECK(york.pass_again(letter).last == milter::proceed());
  CHECK(york.mta.edits.empty());
}

TEST_CASE("the MTA's own names are the council's", "[milter][doubt]") {
  York york;
  york.pass(addressed_to({"<tax@localhost>", "<parks@gate.york.gov.uk>"}));
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted", "parks@gate.york.gov.uk forward restricted"});
  CHECK(std::count(york.mta.edits.begin(), york.mta.edits.end(), "delete <tax@localhost>") == 1);
}

TEST_CASE("what the MTA makes of a recipient elsewhere is decided", "[milter][doubt]") {
  York york;
  Letter letter = addressed_to({"<tax@other.test>"});
  york.pass(letter);
  CHECK(york.event_lines() == Lines{"tax@other.test deliver outside-council"});
  letter.rcpt_addr = {{"<tax@other.test>", "tax@york.gov.uk"}};
  york.pass_again(letter);
  CHECK(york.event_lines().back() == "tax@york.gov.uk forward restricted");
}

TEST_CASE("the MTA's reading of the sender matches", "[milter][doubt]") {
  York york;
  Letter letter = addressed_to({"<tax@york.gov.uk>"}, "sam@other.test");
  letter.mail_addr = "alex@example.org";
  york.pass(letter);
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted"});
}

TEST_CASE("a copy for such a recipient is known when it comes round", "[milter][doubt]") {
  York york;
  york.protects("foi@york.gov.uk");
  york.rules.restrictions.front().terms = std::make_shared<const policy::Terms>(terms(Action::junk));
  Letter letter = addressed_to({"<foi@york.gov.uk>", "<tax@localhost>"});
  letter.rcpt_addr = {{"<tax@localhost>", "tax@york.gov.uk"}};
  york.pass(letter);
  REQUIRE(york.outbox().size() == 1);
  const auto events = york.events().size();
  letter.recipients = {"<tax@localhost>"};
  letter.header.insert(letter.header.begin(), {"X-Postern-Pass", " " + york.outbox()[0].token});
  york.pass_again(letter);
  CHECK(york.events().size() == events);
  CHECK(york.tally.counted["message own-copy"] == 1);
}

TEST_CASE("a message with more than a hundred fields of postern's is refused, whoever sends it", "[milter][fields]") {
  York york;
  const std::string from = GENERATE("alex@example.org", "sam@other.test");
  Letter letter = addressed_to({"<tax@york.gov.uk>"}, from);
  for (int i = 0; i < 100; ++i) letter.header.push_back({"X-Postern-A", " x"});
  CHECK(york.pass(letter).last == milter::proceed());
  letter.header.push_back({"x-postern-B", " x"});
  CHECK(york.pass_again(letter).last == milter::header_over_limits());
  CHECK(york.mta.edits.empty());
  york.config.enforcement = conf::Enforcement::observe;
  CHECK(york.pass_again(letter).last == milter::header_over_limits());
}
