// Whatever fails on the way is a temporary failure that leaves nothing behind; and what postern sent itself is known
// again, while forged fields are not (decision.md 5).
#include <catch2/catch.hpp>

#include "milter/message/transaction.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using milter::Reply;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

Letter to(std::vector<std::string> recipients) {
  Letter made;
  made.recipients = std::move(recipients);
  return made;
}

/// A letter to one who gets it and one whose copy is forwarded: its outbox row is then open.
db::OutboxRow forwarded_copy(Gateway& york) {
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  york.pass(to({"<housing@york.gov.uk>", "<tax@york.gov.uk>"}));
  const auto rows = york.outbox();
  REQUIRE(rows.size() == 1);
  return rows.front();
}

/// That copy as the MTA hands it over when it comes back through the filter.
Letter copy_of(const db::OutboxRow& row, const std::string& token, const std::string& recipient) {
  Letter copy = to({recipient});
  copy.mail_from = "<" + row.mail_from + ">";
  copy.header.insert(copy.header.begin(),
                     {{"X-Postern-Pass", " " + token},
                      {"Received", " from mx.example.org"},
                      {"X-Postern-Action", " forward; restriction=RCC-2026-0001; original-recipient=tax@york.gov.uk"}});
  return copy;
}

}  // namespace

TEST_CASE("a store that is away at RCPT puts the refusal off", "[milter][transaction][fault]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  york.log.fails = true;
  CHECK(york.pass(to({"<tax@york.gov.uk>"})).recipients[0] == milter::try_again());
}

TEST_CASE("a store that is away at the end of the message puts it off, and no file is left",
          "[milter][transaction][fault]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine));
  york.log.fails = true;
  CHECK(york.pass(to({"<tax@york.gov.uk>"})).last == milter::try_again());
  CHECK(york.files.whole.empty());
  CHECK(york.files.open == 0);
  CHECK(york.mta.edits.empty());
}

TEST_CASE("each fault of the quarantine has its own reply, at whatever step", "[milter][transaction][fault][Q1]") {
  struct Row {
    mail::KeepFault fault;
    Reply reply;
  };
  for (const Row& row :
       {Row{mail::KeepFault::failed, milter::try_again()}, Row{mail::KeepFault::no_space, milter::no_space()},
        Row{mail::KeepFault::too_large, milter::too_large()}}) {
    for (auto step :
         {&KeptInMemory::at_begin, &KeptInMemory::at_header, &KeptInMemory::at_body, &KeptInMemory::at_finish}) {
      Gateway york;
      york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine));
      york.files.*step = row.fault;
      CHECK(york.pass(to({"<tax@york.gov.uk>"})).last == row.reply);
      CHECK(york.events().empty());
      CHECK(york.mta.edits.empty());
      CHECK(york.files.open == 0);
      CHECK(york.files.whole.empty());
    }
  }
}

TEST_CASE("an MTA that takes no edit gets a temporary failure", "[milter][transaction][fault]") {
  Gateway york;
  york.mta.fails_at = 1;
  Letter forged = to({"<tax@york.gov.uk>"});
  forged.header.push_back({"X-Postern-Junk", " yes"});
  CHECK(york.pass(forged).last == milter::try_again());
}

TEST_CASE("a copy of postern's own passes, without its pass and with its fields", "[milter][transaction][pass]") {
  Gateway york;
  const db::OutboxRow row = forwarded_copy(york);
  CHECK(york.pass_again(copy_of(row, row.token, "<m.manager@york.gov.uk>")).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"remove X-Postern-Pass 1"});
  // A second field of the same name came from outside.
  Letter more = copy_of(row, row.token, "<m.manager@york.gov.uk>");
  more.header.push_back({"x-postern-action", " forged"});
  more.header.push_back({"X-Postern-Junk", " forged"});
  york.pass_again(more);
  CHECK(york.mta.edits == Lines{"remove X-Postern-Junk 1", "remove x-postern-action 2", "remove X-Postern-Pass 1"});
}

TEST_CASE("a pass is good for its own recipients only, and only while its row is open", "[milter][transaction][pass]") {
  Gateway york;
  const db::OutboxRow row = forwarded_copy(york);
  const auto is_held_to_rules = [&](const Letter& letter) {
    const std::size_t before = york.events().size();
    york.pass_again(letter);
    return york.events().size() > before;
  };
  CHECK_FALSE(is_held_to_rules(copy_of(row, row.token, "<m.manager@york.gov.uk>")));
  CHECK(is_held_to_rules(copy_of(row, row.token, "<parks@york.gov.uk>")));
  CHECK(is_held_to_rules(copy_of(row, "0123456789abcdef0123456789abcdef", "<parks@york.gov.uk>")));
  CHECK(is_held_to_rules(copy_of(row, "", "<parks@york.gov.uk>")));
  CHECK(is_held_to_rules(copy_of(row, row.token + "0", "<parks@york.gov.uk>")));
  Letter both = copy_of(row, row.token, "<m.manager@york.gov.uk>");
  both.recipients.push_back("<parks@york.gov.uk>");
  CHECK(is_held_to_rules(both));
  REQUIRE(york.store->attempted(row.id, {{"m.manager@york.gov.uk"}, {}, "", {}}, std::chrono::sys_seconds{}));
  CHECK(is_held_to_rules(copy_of(row, row.token, "<m.manager@york.gov.uk>")));
}

TEST_CASE("a pass used for somebody else makes no field genuine", "[milter][transaction][pass][M9]") {
  Gateway york;
  const db::OutboxRow row = forwarded_copy(york);
  Letter stolen = copy_of(row, row.token, "<parks@york.gov.uk>");
  stolen.header.back().value = " <two@example.org>";
  REQUIRE(stolen.header.back().name == "Message-ID");
  york.pass_again(stolen);
  REQUIRE(york.mta.edits.size() > 2);
  CHECK(york.mta.edits[0] == "remove X-Postern-Action 1");
  CHECK(york.mta.edits[1] == "remove X-Postern-Pass 1");
}

TEST_CASE("a pass that cannot be looked up puts the message off", "[milter][transaction][pass][fault]") {
  Gateway york;
  const db::OutboxRow row = forwarded_copy(york);
  york.log.fails = true;
  CHECK(york.pass_again(copy_of(row, row.token, "<m.manager@york.gov.uk>")).last == milter::try_again());
}

TEST_CASE("a forwarded message that comes round is kept, never forwarded again", "[milter][transaction][D5]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  york.pass(to({"<tax@york.gov.uk>"}));
  Letter round = to({"<parks@york.gov.uk>"});
  round.header.push_back(
      {"X-Postern-Action", " forward; restriction=RCC-2026-0001; original-recipient=tax@york.gov.uk"});
  SECTION("the same message") {
    CHECK(york.pass_again(round).last == milter::discard());
    CHECK(york.event_lines().back() == "parks@york.gov.uk quarantine restricted came-round");
    REQUIRE(york.kept().size() == 1);
    CHECK(york.kept()[0].recipients[0].note == "came-round");
  }
  SECTION("one without a Message-ID, for which the log cannot bear the field out") {
    REQUIRE(round.header[1].name == "Message-ID");
    round.header.erase(round.header.begin() + 1);
    CHECK(york.pass_again(round).last == milter::discard());
    CHECK(york.event_lines().back() == "parks@york.gov.uk quarantine restricted came-round");
  }
  SECTION("another message with a forged field is forwarded") {
    round.header[1].value = " <two@example.org>";
    CHECK(york.pass_again(round).last == milter::proceed());
    CHECK(york.mta.edits.front() == "remove X-Postern-Action 1");
    CHECK(york.kept().empty());
  }
  SECTION("another restriction's name in the field is none") {
    round.header.back().value = " forward; restriction=RCC-2026-0009;";
    CHECK(york.pass_again(round).last == milter::proceed());
  }
  SECTION("the store is away") {
    york.log.fails = true;
    CHECK(york.pass_again(round).last == milter::try_again());
  }
}

TEST_CASE("forged fields of an unmatched message are removed, the highest index first", "[milter][transaction][M9]") {
  Gateway york;
  Letter forged = to({"<tax@york.gov.uk>"});
  for (const char* name : {"X-Postern-Junk", "x-postern-junk", "X-POSTERN-ACTION", "X-Posternal", "X-Postern-Junk"}) {
    forged.header.push_back({name, " forged"});
  }
  CHECK(york.pass(forged).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"remove X-Postern-Junk 3", "remove X-POSTERN-ACTION 1", "remove x-postern-junk 2",
                                "remove X-Postern-Junk 1"});
  CHECK(york.files.whole.empty());
}

TEST_CASE("an exempt message is not looked at, but forged fields go", "[milter][transaction][M9]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::reject));
  Letter sent = to({"<tax@york.gov.uk>"});
  sent.authenticated = true;
  sent.header.push_back({"X-Postern-Action", " forged"});
  CHECK(york.pass(sent).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"remove X-Postern-Action 1"});
  CHECK(york.events().empty());
}

TEST_CASE("kept copies never hold a forged field", "[milter][transaction][M9]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine));
  Letter sent = to({"<tax@york.gov.uk>"});
  sent.header.push_back({"X-Postern-Pass", " 0123456789abcdef0123456789abcdef"});
  sent.header.push_back({"Subject", " x"});
  CHECK(york.pass(sent).last == milter::discard());
  CHECK(york.mta.edits.empty());  // a message that the MTA discards needs none
  REQUIRE(york.files.whole.size() == 1);
  CHECK(york.files.whole.begin()->second.find("X-Postern") == std::string::npos);
  CHECK(york.files.whole.begin()->second.find("Subject: x\r\n") != std::string::npos);
}
