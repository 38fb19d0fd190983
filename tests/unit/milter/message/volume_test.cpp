// Hours and volumes through a transaction: what somebody else's message took meanwhile, and what is kept of the bytes.
#include <catch2/catch.hpp>

#include "milter/message/transaction.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

const std::string kReference = "RCC-2026-0001";

Letter letter_to(std::vector<std::string> recipients) {
  Letter made;
  made.recipients = std::move(recipients);
  return made;
}

/// Forwarded to m.manager@, contacts housing@, one message a day, and what comes of the next.
policy::Terms once_a_day(std::optional<Action> beyond = {}) {
  policy::Terms made = forwarded();
  made.volume = policy::Volume{1, policy::Period::day};
  made.beyond_volume = beyond;
  return made;
}

/// It is noon on a Monday: open in the evening only.
policy::Terms evenings(std::optional<Action> outside = {}) {
  policy::Terms made = forwarded();
  made.hours = {{{std::chrono::Monday}, 17h, 18h}};
  made.outside_hours = outside;
  return made;
}

/// As another connection does it: a message of the same customer is counted under the restriction's volume.
void take_one(Gateway& york, const char* id = "another") {
  db::Enforcement other;
  other.id = id;
  db::Event event;
  event.at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + 12h;
  event.restriction = kReference;
  event.recipient = "other@york.gov.uk";
  event.action = "forward";
  event.rule = "restricted";
  other.events = {event};
  const auto midnight =
      std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::floor<std::chrono::days>(event.at));
  other.counts = {{kReference, 100, {midnight, midnight + 24h}}};
  REQUIRE(york.store->record(other));
}

/// With one left, which another message takes just before this one is recorded.
Answered pass_too_late(Gateway& york, const Letter& letter) {
  york.log.meanwhile = [&] { take_one(york); };
  return york.pass(letter);
}

}  // namespace

TEST_CASE("a message within the volume leaves no bytes behind where it needs none", "[milter][volume]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  SECTION("forwarded in place") {
    CHECK(york.pass(letter_to({"<tax@york.gov.uk>"})).last == milter::proceed());
    CHECK(york.mta.edits.size() == 4);
  }
  SECTION("delivered") {
    CHECK(york.pass(letter_to({"<housing@york.gov.uk>"})).last == milter::proceed());
    CHECK(york.mta.edits.empty());
  }
  CHECK(york.files.whole.empty());
  CHECK(york.files.open == 0);
  CHECK(york.kept().empty());
}

TEST_CASE("the second message of a volume of one is kept", "[milter][volume]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  york.pass(letter_to({"<tax@york.gov.uk>"}));
  CHECK(york.pass_again(letter_to({"<housing@york.gov.uk>", "<tax@york.gov.uk>"})).last == milter::discard());
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted",
                                    "housing@york.gov.uk quarantine beyond-volume",
                                    "tax@york.gov.uk quarantine beyond-volume"});
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients.size() == 2);
}

TEST_CASE("a message that reaches nobody takes nothing of the volume", "[milter][volume]") {
  Gateway york;
  policy::Terms kept = once_a_day();
  kept.action = Action::quarantine;
  york.restricts(kReference, "alex@example.org", kept).protects("foi@york.gov.uk");
  york.pass(letter_to({"<tax@york.gov.uk>"}));
  york.pass_again(letter_to({"<foi@york.gov.uk>"}));
  york.pass_again(letter_to({"<housing@york.gov.uk>"}));
  CHECK(york.event_lines().back() == "housing@york.gov.uk deliver permitted-contact");
  york.pass_again(letter_to({"<housing@york.gov.uk>"}));
  CHECK(york.event_lines().back() == "housing@york.gov.uk quarantine beyond-volume");
}

TEST_CASE("what would be forwarded in place is kept where the volume was taken meanwhile", "[milter][volume][race]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  CHECK(pass_too_late(york, letter_to({"<tax@york.gov.uk>"})).last == milter::discard());
  CHECK(york.mta.edits.empty());
  CHECK(york.event_lines() ==
        Lines{"other@york.gov.uk forward restricted", "tax@york.gov.uk quarantine beyond-volume"});
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients.size() == 1);
  CHECK(york.kept()[0].recipients[0].restriction == kReference);
  REQUIRE(york.files.whole.size() == 1);
  CHECK(york.files.whole.begin()->first == york.kept()[0].message.id);
  CHECK(york.files.whole.begin()->second.ends_with("\r\n\r\nHello\r\n"));
  CHECK(york.outbox().empty());
  CHECK(york.files.open == 0);
}

TEST_CASE("what would be delivered in place beside a protected recipient is kept for the others alone",
          "[milter][volume][race]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day()).protects("foi@york.gov.uk");
  CHECK(pass_too_late(york, letter_to({"<foi@york.gov.uk>", "<housing@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"delete <housing@york.gov.uk>"});
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients[0].recipient == "<housing@york.gov.uk>");
}

TEST_CASE("what would be forwarded by a copy is kept once where the volume was taken meanwhile",
          "[milter][volume][race]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day()).protects("foi@york.gov.uk");
  CHECK(pass_too_late(york, letter_to({"<foi@york.gov.uk>", "<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.outbox().empty());
  REQUIRE(york.kept().size() == 1);
  CHECK(york.files.whole.size() == 1);
  CHECK(york.woken == 0);
}

TEST_CASE("beyond a volume that was taken meanwhile the message is refused at its end, and no byte is left",
          "[milter][volume][race]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day(Action::reject));
  const auto answered = pass_too_late(york, letter_to({"<tax@york.gov.uk>"}));
  CHECK(answered.recipients[0] == milter::proceed());
  CHECK(answered.last.kind == milter::Reply::Kind::reject);
  CHECK(york.mta.edits.empty());
  CHECK(york.kept().empty());
  CHECK(york.files.whole.empty());
  CHECK(york.event_lines().back() == "tax@york.gov.uk reject beyond-volume");
}

TEST_CASE("beyond a volume that was taken meanwhile the message is marked, and no byte is left",
          "[milter][volume][race]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day(Action::junk));
  CHECK(pass_too_late(york, letter_to({"<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"insert X-Postern-Junk: yes", "insert X-Spam-Flag: YES"});
  CHECK(york.kept().empty());
  CHECK(york.files.whole.empty());
}

TEST_CASE("where another message took one of two that were left, this one takes the other", "[milter][volume][race]") {
  Gateway york;
  policy::Terms twice = once_a_day();
  twice.volume->messages = 2;
  york.restricts(kReference, "alex@example.org", twice);
  CHECK(pass_too_late(york, letter_to({"<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.event_lines().back() == "tax@york.gov.uk forward restricted");
  CHECK(york.files.whole.empty());
}

TEST_CASE("an MTA that takes no edit gives the volume back", "[milter][volume][fault]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  york.mta.fails_at = 2;
  CHECK(york.pass(letter_to({"<tax@york.gov.uk>"})).last == milter::try_again());
  CHECK(york.events().empty());
  york.mta.fails_at = 0;
  CHECK(york.pass_again(letter_to({"<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted"});
}

TEST_CASE("a store that cannot say what is used up puts the message off", "[milter][volume][fault]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  york.log.fails = true;
  const auto answered = york.pass(letter_to({"<tax@york.gov.uk>"}));
  CHECK(answered.recipients[0] == milter::try_again());
  // A recipient whom the volume does not concern is accepted; the end of the header asks again.
  york.protects("foi@york.gov.uk");
  york.log.fails = false;
  CHECK(york.pass_again(letter_to({"<foi@york.gov.uk>"})).last == milter::proceed());
}

TEST_CASE("a folder that keeps nothing keeps no permitted message away", "[milter][volume][fault]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  SECTION("at the start") {
    york.files.at_begin = mail::KeepFault::no_space;
  }
  SECTION("at the header") {
    york.files.at_header = mail::KeepFault::failed;
  }
  SECTION("larger than what may be kept") {
    york.files.at_body = mail::KeepFault::too_large;
  }
  CHECK(york.pass(letter_to({"<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.mta.edits.front().starts_with("insert X-Postern-Action"));
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted"});
  CHECK(york.files.open == 0);
}

TEST_CASE("it puts off what turns out to be beyond the volume, and what is to be kept anyway",
          "[milter][volume][fault]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  york.files.at_begin = mail::KeepFault::no_space;
  CHECK(pass_too_late(york, letter_to({"<tax@york.gov.uk>"})).last == milter::try_again());
  CHECK(york.mta.edits.empty());
  CHECK(york.pass_again(letter_to({"<tax@york.gov.uk>"})).last == milter::no_space());
  CHECK(york.events().size() == 1);
}

TEST_CASE("a recipient beyond the volume or outside the hours is refused at RCPT, a protected one beside it is not",
          "[milter][volume]") {
  Gateway york;
  SECTION("by volume") {
    york.restricts(kReference, "alex@example.org", once_a_day(Action::reject)).protects("foi@york.gov.uk");
    CHECK(york.pass(letter_to({"<housing@york.gov.uk>"})).recipients[0] == milter::proceed());
    york.pass_again(letter_to({"<housing@york.gov.uk>", "<foi@york.gov.uk>"}));
    CHECK(york.event_lines()[1] == "housing@york.gov.uk reject beyond-volume refused-at-rcpt");
  }
  SECTION("by hours") {
    york.restricts(kReference, "alex@example.org", evenings(Action::reject)).protects("foi@york.gov.uk");
    york.pass(letter_to({"<housing@york.gov.uk>", "<foi@york.gov.uk>"}));
    CHECK(york.event_lines()[0] == "housing@york.gov.uk reject outside-hours refused-at-rcpt");
  }
  CHECK(york.event_lines().back() == "foi@york.gov.uk deliver protected");
  CHECK(york.kept().empty());
}

TEST_CASE("outside the hours a message is held with the time at which they open", "[milter][hours]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", evenings()).protects("foi@york.gov.uk");
  CHECK(york.pass(letter_to({"<housing@york.gov.uk>", "<foi@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"delete <housing@york.gov.uk>"});
  const auto kept = york.kept();
  REQUIRE(kept.size() == 1);
  const db::KeptRecipient& held = kept[0].recipients[0];
  CHECK(held.status == db::KeptStatus::held);
  CHECK(held.restriction == kReference);
  CHECK(held.release_at == std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + 17h);
}

TEST_CASE("observing counts nothing and keeps nothing", "[milter][volume][observe]") {
  Gateway york;
  york.restricts(kReference, "alex@example.org", once_a_day());
  york.config.enforcement = conf::Enforcement::observe;
  for (int i = 0; i < 2; ++i) CHECK(york.pass_again(letter_to({"<tax@york.gov.uk>"})).last == milter::proceed());
  CHECK(york.event_lines() == Lines(2, "tax@york.gov.uk forward restricted observed"));
  CHECK(york.files.whole.empty());
}
