// Held mail decided anew: the restriction may have changed meanwhile.
#include "admin/service/kept/decided_anew.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"
#include "mail/pass_token.hpp"
#include "unit/admin/desk.hpp"

using namespace postern;
using namespace std::chrono_literals;
using policy::Action;

namespace {

/// 1 November 2026 is a Sunday; the desk's hours are Monday to Friday, nine to twelve.
constexpr auto kOpens = std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + 9h;

policy::Terms office_hours() {
  policy::Terms terms;
  terms.action = Action::forward;
  terms.managers = {"m.manager@york.gov.uk"};
  terms.contacts = {"housing@york.gov.uk"};
  terms.councillors.kind = policy::CouncillorAccess::Kind::all;
  terms.hours = {
      {{std::chrono::Monday, std::chrono::Tuesday, std::chrono::Wednesday, std::chrono::Thursday, std::chrono::Friday},
       9h,
       12h}};
  return terms;
}

/// One message of Sunday, held for tax and for housing until Monday at nine.
class HeldDesk : public test::Desk {
 public:
  HeldDesk() {
    mail::initialise();
    folder_ = std::filesystem::temp_directory_path() / ("postern-held-" + mail::random_id());
    auto opened = mail::QuarantineDirectory::open(folder_.string(), {1U << 20U, 0});
    if (!opened) FAIL(opened.error().problems.front());
    files = std::move(*opened);
    id = hold({"<tax@york.gov.uk>", "<housing@york.gov.uk>"});
    restricts(office_hours());
  }
  ~HeldDesk() { std::filesystem::remove_all(folder_); }
  HeldDesk(const HeldDesk&) = delete;
  HeldDesk& operator=(const HeldDesk&) = delete;

  void restricts(policy::Terms terms) {
    policy::RestrictionInForce made;
    made.reference = "RCC-2026-0001";
    made.identifiers = {"alex@example.org"};
    made.terms = std::make_shared<const policy::Terms>(std::move(terms));
    rules.restrictions = {std::move(made)};
  }
  std::string hold(const std::vector<std::string>& recipients) {
    auto begun = files->begin();
    auto& writer = *std::get<0>(begun);
    const std::vector<mail::HeaderField> header{{"From", " alex@example.org"}, {"Message-ID", " <1@example.org>"}};
    REQUIRE_FALSE(writer.header(header));
    REQUIRE_FALSE(writer.body("Body\r\n"));
    const auto file = std::get<mail::KeptFile>(writer.finish());
    db::Enforcement rows;
    rows.id = mail::random_id();
    rows.message = db::KeptMessage{writer.id(),
                                   kOpens - 15h,
                                   "<bounce@list.test>",
                                   "Q1",
                                   "<1@example.org>",
                                   "192.0.2.1",
                                   "mx.test",
                                   file.size,
                                   file.sha256,
                                   false,
                                   false};
    for (const std::string& recipient : recipients) {
      rows.kept.push_back({recipient, db::KeptStatus::held, "RCC-2026-0001", "", kOpens, ""});
    }
    REQUIRE(store->record(rows));
    return writer.id();
  }
  std::vector<admin::DecidedAnew> look(std::chrono::sys_seconds now = kOpens) {
    auto snapshot = policy::Snapshot::build(rules, config.council, config.providers);
    if (!snapshot) FAIL(snapshot.error().problems.front());
    auto done = admin::decide_held_mail(*store, *files, {std::make_shared<const conf::Config>(config), *snapshot}, now,
                                        passed_over);
    if (!done) FAIL(done.error().problems.front());
    failed = std::move(done->failed);
    return std::move(done->decided);
  }
  /// `recipient action note` of each.
  std::vector<std::string> looked(std::chrono::sys_seconds now = kOpens) {
    std::vector<std::string> lines;
    for (const auto& one : look(now)) {
      lines.push_back(one.recipient + " " + std::string(to_text(one.action)) + " " + one.note);
    }
    return lines;
  }
  std::vector<db::KeptRecipient> recipients() { return store->kept_message(id)->recipients; }
  std::vector<db::OutboxRow> outbox() { return *store->waiting(); }

  std::unique_ptr<mail::QuarantineDirectory> files;
  policy::Rules rules;
  std::string id;
  std::set<std::string> passed_over;
  std::map<std::string, std::string> failed;  ///< of the last look

 private:
  std::filesystem::path folder_;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("held mail goes when the hours open, and not a second before", "[admin][held]") {
  HeldDesk desk;
  CHECK(desk.look(kOpens - 1s).empty());
  CHECK(desk.looked() == Lines{"tax@york.gov.uk forward released", "housing@york.gov.uk deliver released"});
  CHECK(desk.look(kOpens + 1s).empty());
  REQUIRE(desk.outbox().size() == 2);
  const db::OutboxRow delivered = desk.outbox()[0];
  CHECK(delivered.recipients == Lines{"housing@york.gov.uk"});
  CHECK(delivered.header.find("X-Postern-Action") == std::string::npos);
  const db::OutboxRow forwarded = desk.outbox()[1];
  CHECK(forwarded.recipients == Lines{"m.manager@york.gov.uk"});
  CHECK(forwarded.header.starts_with("Received: "));
  CHECK(forwarded.header.find("X-Postern-Action: forward; restriction=RCC-2026-0001; "
                              "original-recipient=tax@york.gov.uk") != std::string::npos);
  for (const db::KeptRecipient& one : desk.recipients()) CHECK(one.status == db::KeptStatus::released);
}

TEST_CASE("a machine that slept through the opening is late, and forgets nothing", "[admin][held]") {
  HeldDesk desk;
  CHECK(desk.looked(kOpens + 2h) == Lines{"tax@york.gov.uk forward released", "housing@york.gov.uk deliver released"});
}

TEST_CASE("one that slept through the hours holds on until they open again", "[admin][held]") {
  HeldDesk desk;
  CHECK(desk.looked(kOpens + 3h) == Lines{"tax@york.gov.uk hold held-again", "housing@york.gov.uk hold held-again"});
  CHECK(desk.recipients()[0].release_at == kOpens + 24h);
  CHECK(desk.outbox().empty());
  CHECK(desk.looked(kOpens + 24h).size() == 2);
}

TEST_CASE("what is decided anew follows the restriction as it is now", "[admin][held]") {
  HeldDesk desk;
  policy::Terms terms = office_hours();
  SECTION("lifted: everybody gets the message") {
    desk.rules.restrictions.clear();
    CHECK(desk.looked() == Lines{"tax@york.gov.uk deliver released", "housing@york.gov.uk deliver released"});
    CHECK(desk.outbox().size() == 1);
  }
  SECTION("refusing now: it stays, for nothing can be refused any more") {
    terms.action = Action::reject;
    desk.restricts(terms);
    CHECK(desk.looked() ==
          Lines{"tax@york.gov.uk quarantine not-released: restricted, reject", "housing@york.gov.uk deliver released"});
    CHECK(desk.recipients()[0].status == db::KeptStatus::kept);
    CHECK(desk.recipients()[0].note == "not-released: restricted, reject");
  }
  SECTION("junk now: a marked copy") {
    terms.action = Action::junk;
    desk.restricts(terms);
    desk.look();
    REQUIRE(desk.outbox().size() == 2);
    CHECK(desk.outbox()[1].recipients == Lines{"tax@york.gov.uk"});
    CHECK(desk.outbox()[1].header.find("X-Postern-Junk: yes\r\n") != std::string::npos);
  }
  SECTION("a closed day came in between") {
    desk.config.council.closed_days = {std::chrono::year{2026} / 11 / 2};
    CHECK(desk.looked().front() == "tax@york.gov.uk hold held-again");
    CHECK(desk.recipients()[0].release_at == kOpens + 24h);
  }
  SECTION("under observation nothing is withheld") {
    desk.config.enforcement = conf::Enforcement::observe;
    CHECK(desk.looked() == Lines{"tax@york.gov.uk deliver released", "housing@york.gov.uk deliver released"});
  }
}

TEST_CASE("released mail counts, once a message, and what is beyond the volume stays", "[admin][held]") {
  HeldDesk desk;
  policy::Terms terms = office_hours();
  terms.volume = policy::Volume{1, policy::Period::week};
  desk.restricts(terms);
  const std::string second = desk.hold({"<tax@york.gov.uk>"});
  const auto first_look = desk.look();
  const auto next_look = desk.look(kOpens + 1s);
  std::vector<std::string> notes;
  for (const auto& look : {first_look, next_look}) {
    for (const auto& one : look) notes.push_back(one.note);
  }
  std::sort(notes.begin(), notes.end());
  // Which of two that are due at once goes first is open: the first message has two recipients, the second one.
  const auto stayed = std::count(notes.begin(), notes.end(), "not-released: beyond-volume, quarantine");
  CHECK(notes.size() == 3);
  CHECK((stayed == 1 || stayed == 2));
  CHECK(desk.outbox().size() == (stayed == 1 ? 2 : 1));
}

TEST_CASE("bytes that are not those that were kept go to nobody", "[admin][held]") {
  HeldDesk desk;
  { std::ofstream(desk.files->path(desk.id), std::ios::app) << "more"; }
  const auto done = desk.look();
  REQUIRE(done.size() == 2);
  CHECK(done[0].note.starts_with("not-released: "));
  CHECK(desk.recipients()[0].status == db::KeptStatus::kept);
  CHECK(desk.outbox().empty());
}

TEST_CASE("a release is an event of its restriction, with what is known of the message", "[admin][held]") {
  HeldDesk desk;
  desk.look();
  const auto events = *desk.store->events({.restriction = "RCC-2026-0001", .since = std::nullopt});
  REQUIRE(events.size() == 2);
  CHECK(events[0].at == kOpens);
  CHECK(events[0].identity == "from");
  CHECK(events[0].address == "alex@example.org");
  CHECK(events[0].action == "forward");
  CHECK(events[0].rule == "restricted");
  CHECK(events[0].queue_id == "Q1");
  CHECK(events[0].message_id == "<1@example.org>");
  CHECK(events[0].copy_id == desk.id);
  CHECK(events[0].note == "released");
}

TEST_CASE("whom the MTA may take for another does not get held mail unseen", "[admin][held]") {
  HeldDesk desk;
  desk.look();
  desk.id = desk.hold({"<tax@localhost>"});
  CHECK(desk.looked(kOpens + 1s) == Lines{"tax@york.gov.uk forward released"});
  desk.id = desk.hold({"<tax%york.gov.uk@localhost>"});
  const std::string why = "not-released: <tax%york.gov.uk@localhost>: is no plain e-mail address";
  CHECK(desk.looked(kOpens + 2s) == Lines{"<tax%york.gov.uk@localhost> quarantine " + why});
  CHECK(desk.recipients().at(0).status == db::KeptStatus::kept);
}

TEST_CASE("a recipient who is there twice goes like any other", "[admin][held]") {
  HeldDesk desk;
  const std::string twice = desk.hold({"<tax@york.gov.uk>", "<tax@york.gov.uk>"});
  desk.look();
  CHECK(desk.failed.empty());
  const auto recipients = desk.store->kept_message(twice)->recipients;
  REQUIRE(recipients.size() == 2);
  for (const db::KeptRecipient& one : recipients) CHECK(one.status == db::KeptStatus::released);
  const auto rows = desk.outbox();
  CHECK(std::count_if(rows.begin(), rows.end(), [&](const db::OutboxRow& row) { return row.kept_id == twice; }) == 1);
}

TEST_CASE("one that failed before is passed over, and the others go", "[admin][held]") {
  HeldDesk desk;
  const std::string other = desk.hold({"<tax@york.gov.uk>"});
  desk.passed_over = {desk.id};
  CHECK(desk.look().size() == 1);
  CHECK(desk.recipients()[0].status == db::KeptStatus::held);
  CHECK(desk.store->kept_message(other)->recipients[0].status == db::KeptStatus::released);
  desk.passed_over.clear();
  CHECK(desk.look().size() == 2);
}

TEST_CASE("what was held while the clock was a year ahead goes by the hours of this year", "[admin][held]") {
  HeldDesk desk;
  CHECK(desk.looked(kOpens - 365 * 24h).front() == "tax@york.gov.uk hold held-again");
  CHECK(*desk.recipients()[0].release_at < kOpens - 300 * 24h);
  CHECK(desk.look(kOpens - 365 * 24h + 1s).empty());
}
