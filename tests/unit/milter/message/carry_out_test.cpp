// One safe order: bytes, rows, edits, reply; and a fault at any point loses and doubles nothing (faults.md D2, D9,
// D10).
#include "milter/message/carry_out.hpp"

#include <algorithm>
#include <array>
#include <random>

#include <catch2/catch.hpp>

#include "mail/envelope_path.hpp"
#include "support/db/fresh_store.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using milter::Reply;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

/// One is delivered, one kept, one refused, two are forwarded to different places.
void set_up_mixed(Gateway& york) {
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded())
      .restricts("RCC-2026-0002", "kim@x.test", terms(Action::quarantine, {}, {"tax@york.gov.uk"}))
      .councillor("cllr.ward@york.gov.uk")
      .councillor("cllr.other@york.gov.uk")
      .chooses("cllr.ward@york.gov.uk", "alex@example.org", Action::reject)
      .chooses("cllr.other@york.gov.uk", "alex@example.org", Action::junk)
      .protects("foi@york.gov.uk");
}

Letter mixed() {
  Letter letter;
  letter.mail_from = "<x@other.test>";
  letter.recipients = {"<foi@york.gov.uk>", "<tax@york.gov.uk>", "<cllr.ward@york.gov.uk>", "<cllr.other@york.gov.uk>"};
  letter.header.push_back({"X-Postern-Junk", " forged"});
  return letter;
}

std::size_t place(const Lines& journal, const std::string& step) {
  return static_cast<std::size_t>(std::find(journal.begin(), journal.end(), step) - journal.begin());
}

}  // namespace

TEST_CASE("bytes come first, then rows, then edits, and what is to leave last", "[milter][carry-out]") {
  Gateway york;
  set_up_mixed(york);
  CHECK(york.pass(mixed()).last == milter::proceed());
  CHECK(place(york.journal, "bytes") < place(york.journal, "rows"));
  CHECK(place(york.journal, "rows") < place(york.journal, "edit"));
  CHECK(york.journal.back() == "confirm");
  CHECK(std::count(york.journal.begin(), york.journal.end(), "rows") == 1);
}

TEST_CASE("forged fields go first, recipients are added before any is deleted", "[milter][carry-out][D2]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  Letter letter;
  letter.recipients = {"<tax@york.gov.uk>", "<parks@york.gov.uk>"};
  letter.header.push_back({"X-Postern-Action", " forged"});
  york.pass(letter);
  REQUIRE(york.mta.edits.size() == 6);
  CHECK(york.mta.edits[0] == "remove X-Postern-Action 1");
  CHECK(york.mta.edits[1].starts_with("insert X-Postern-Action: "));
  CHECK(york.mta.edits[2] == "add m.manager@york.gov.uk");
  CHECK(york.mta.edits[3] == "sender restricted-contact@york.gov.uk");
  CHECK(york.mta.edits[4].starts_with("delete "));
  CHECK(york.mta.edits[5].starts_with("delete "));
}

TEST_CASE("where recipients were merged, who comes and who stays is said after the deletions", "[milter][carry-out]") {
  Gateway york;
  york.mta.merges = true;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::forward, {"m.manager@york.gov.uk"}))
      .protects("foi@york.gov.uk");
  Letter letter;
  SECTION("a forward in place") {
    letter.recipients = {"<tax@york.gov.uk>"};
    york.pass(letter);
    REQUIRE(york.mta.edits.size() == 4);
    CHECK(york.mta.edits[2] == "delete <tax@york.gov.uk>");
    CHECK(york.mta.edits[3] == "add m.manager@york.gov.uk");
  }
  SECTION("some stay, with the bytes of RCPT") {
    letter.recipients = {"<FOI@york.gov.uk>", "<tax@york.gov.uk>", "<X@other.test>"};
    york.pass(letter);
    CHECK(york.mta.edits == Lines{"delete <tax@york.gov.uk>", "add FOI@york.gov.uk", "add X@other.test"});
  }
  SECTION("nobody is taken off") {
    letter.recipients = {"<foi@york.gov.uk>", "<x@other.test>"};
    york.pass(letter);
    CHECK(york.mta.edits.empty());
  }
}

TEST_CASE("junk headers keep their order on top", "[milter][carry-out][M10]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::junk));
  Letter letter;
  letter.recipients = {"<tax@york.gov.uk>"};
  york.pass(letter);
  CHECK(york.mta.edits == Lines{"insert X-Postern-Junk: yes", "insert X-Spam-Flag: YES"});
}

TEST_CASE("an edit that fails, whichever it is, takes everything back", "[milter][carry-out][D2]") {
  const bool merges = GENERATE(false, true);
  Gateway whole;
  whole.mta.merges = merges;
  set_up_mixed(whole);
  whole.pass(mixed());
  REQUIRE(whole.mta.edits.size() > 2);
  for (std::size_t n = 1; n <= whole.mta.edits.size(); ++n) {
    INFO("edit " << n);
    Gateway york;
    set_up_mixed(york);
    york.mta.merges = merges;
    york.mta.fails_at = n;
    CHECK(york.pass(mixed()).last == milter::try_again());
    CHECK(york.events().empty());
    CHECK(york.outbox().empty());
    CHECK(york.kept().empty());
    CHECK(york.files.whole.empty());
    CHECK(york.files.open == 0);
    CHECK(york.woken == 0);
    CHECK(york.settlements.waiting() == 0);
    // The client's next try is a message like any other.
    york.mta.fails_at = 0;
    CHECK(york.pass_again(mixed()).last == milter::proceed());
    CHECK(york.outbox().size() == 2);
    CHECK(york.kept().size() == 1);
  }
}

TEST_CASE("rows that cannot be written leave no file and no edit", "[milter][carry-out]") {
  Gateway york;
  set_up_mixed(york);
  york.log.fails = true;
  CHECK(york.pass(mixed()).last == milter::try_again());
  CHECK(york.files.whole.empty());
  CHECK(york.mta.edits.empty());
}

TEST_CASE("a withdrawal that the store cannot take yet keeps the file until it can",
          "[milter][carry-out][settlements]") {
  Gateway york;
  set_up_mixed(york);
  york.log.settle_fails = true;
  york.mta.fails_at = 1;
  CHECK(york.pass(mixed()).last == milter::try_again());
  CHECK(york.settlements.waiting() == 1);
  CHECK(york.files.whole.size() == 1);
  york.log.settle_fails = false;
  CHECK_FALSE(york.settlements.retry());
  CHECK(york.settlements.waiting() == 0);
  CHECK(york.files.whole.empty());
  CHECK(york.outbox().empty());
}

TEST_CASE("a confirmation that the store cannot take yet does not change the reply",
          "[milter][carry-out][settlements]") {
  Gateway york;
  set_up_mixed(york);
  york.log.settle_fails = true;
  CHECK(york.pass(mixed()).last == milter::proceed());
  CHECK(york.woken == 0);
  CHECK(york.outbox().front().state == db::OutboxState::prepared);
  CHECK_FALSE(york.settlements.retry());
  york.log.settle_fails = false;
  CHECK(york.settlements.retry());
  CHECK(york.outbox().front().state == db::OutboxState::ready);
}

TEST_CASE("what waits is settled oldest first, up to the first that fails", "[milter][settlements]") {
  Journal journal;
  const auto store = test::fresh_store();
  FaultyLog log(*store, journal);
  KeptInMemory files(journal);
  milter::Settlements settlements(log, files);
  db::Enforcement first;
  first.id = "one";
  db::Enforcement second;
  second.id = "two";
  log.settle_fails = true;
  CHECK_FALSE(settlements.confirm(first));
  settlements.withdraw(second);
  CHECK(settlements.waiting() == 2);
  journal.clear();
  CHECK_FALSE(settlements.retry());
  CHECK(journal == Journal{"confirm"});
  log.settle_fails = false;
  journal.clear();
  CHECK(settlements.retry());
  CHECK(journal == Journal{"confirm", "withdraw"});
  CHECK_FALSE(settlements.retry());
}

namespace {

bool contains(const Lines& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

/// Whether the MTA still has somebody to deliver this message to.
bool somebody_is_left(const Letter& letter, const Answered& answered, const Lines& edits) {
  for (std::size_t i = 0; i < letter.recipients.size(); ++i) {
    const bool taken = answered.recipients[i].kind == Reply::Kind::proceed;
    if (taken && !contains(edits, "delete " + letter.recipients[i])) return true;
  }
  return std::any_of(edits.begin(), edits.end(), [](const std::string& edit) { return edit.starts_with("add "); });
}

/// Whether a recipient who was taken off the message, or whose message the MTA discards, is in safe hands: kept, or
/// named in a forward, or sent a copy of its own.
bool is_looked_after(const std::string& raw, Gateway& york) {
  const std::string address = policy::canonical(raw, policy::AddressRules{{}})->text();
  for (const auto& entry : york.kept()) {
    for (const auto& kept : entry.recipients) {
      if (kept.recipient == raw) return true;
    }
  }
  for (const auto& row : york.outbox()) {
    if (contains(row.recipients, mail::without_brackets(raw)) || contains(row.recipients, address)) return true;
    if (row.header.find(address) != std::string::npos) return true;
  }
  return std::any_of(york.mta.edits.begin(), york.mta.edits.end(), [&](const std::string& edit) {
    return edit == "add " + address ||
           (edit.starts_with("insert X-Postern-Action: ") && edit.find(address) != std::string::npos);
  });
}

/// Rules, a path and a letter of which no two rounds are likely the same.
Letter random_situation(std::mt19937& random, Gateway& york) {
  constexpr std::array kActions{Action::forward, Action::quarantine, Action::reject, Action::junk, Action::deliver};
  constexpr std::array kChoices{Action::quarantine, Action::reject, Action::junk};
  york.restricts("RCC-2026-0001", "alex@example.org", terms(kActions[random() % 5], {"m.manager@york.gov.uk"}))
      .restricts("RCC-2026-0002", "kim@x.test",
                 terms(kActions[random() % 5], {"n.manager@york.gov.uk"}, {"tax@york.gov.uk"}))
      .councillor("cllr.ward@york.gov.uk")
      .councillor("cllr.other@york.gov.uk")
      .chooses("cllr.ward@york.gov.uk", "alex@example.org", kChoices[random() % 3])
      .protects("foi@york.gov.uk");
  york.config.milter.at_border = random() % 2 == 0;
  Letter letter;
  letter.mail_from = random() % 2 == 0 ? "<x@other.test>" : "<alex@example.org>";
  letter.header[0].value = random() % 2 == 0 ? " alex@example.org" : " kim@x.test, alex@example.org";
  for (const char* one : {"<foi@york.gov.uk>", "<tax@york.gov.uk>", "<parks@york.gov.uk>", "<m.manager@york.gov.uk>",
                          "<cllr.ward@york.gov.uk>", "<cllr.other@york.gov.uk>", "<x@other.test>",
                          "<Parks+a@york.gov.uk>", "<n.manager@york.gov.uk>"}) {
    if (random() % 2 == 0) letter.recipients.emplace_back(one);
  }
  return letter;
}

}  // namespace

TEST_CASE("conservation: every recipient gets it, is forwarded, is kept, or is refused", "[milter][carry-out][D10]") {
  std::mt19937 random(2026);
  for (int round = 0; round < 400; ++round) {
    Gateway york;
    const Letter letter = random_situation(random, york);
    const Answered answered = york.pass(letter);
    CHECK(york.files.open == 0);
    CHECK(york.files.whole.size() == (york.kept().empty() && york.outbox().empty() ? 0U : 1U));
    const bool anybody = std::any_of(answered.recipients.begin(), answered.recipients.end(),
                                     [](const Reply& reply) { return reply == milter::proceed(); });
    if (!anybody || answered.last.kind == Reply::Kind::reject) continue;  // refused to the sender
    const bool discarded = answered.last == milter::discard();
    if (!discarded) CHECK(somebody_is_left(letter, answered, york.mta.edits));  // D9
    if (discarded) CHECK(york.mta.edits.empty());
    for (std::size_t i = 0; i < letter.recipients.size(); ++i) {
      const std::string& raw = letter.recipients[i];
      if (answered.recipients[i] != milter::proceed()) continue;
      if (!discarded && !contains(york.mta.edits, "delete " + raw)) continue;
      INFO("round " << round << ": " << raw);
      CHECK(is_looked_after(raw, york));
    }
  }
}
