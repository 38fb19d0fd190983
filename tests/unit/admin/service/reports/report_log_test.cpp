#include "admin/service/reports/report_log.hpp"

#include "admin/service/letters/letter_effect.hpp"
#include "admin/service/reports/report_councillor.hpp"
#include "unit/admin/desk.hpp"

using namespace postern;
using test::Desk;
using test::good_restriction;

namespace {

policy::Day on_day(const char* text) {
  return *policy::day_from_text(text);
}

/// A restriction in force whose review is due on that day.
std::string reviewed_by(const std::string& address, const std::string& review_by) {
  return test::replaced(good_restriction(address), "2027-09-30", review_by);
}

std::vector<admin::ReviewRow> reviews(Desk& desk) {
  const auto contents = desk.contents();
  return admin::review_rows(admin::LogView(desk.config, contents, desk.acting.now));
}

std::vector<admin::LogRow> log(Desk& desk) {
  const auto contents = desk.contents();
  return admin::log_rows(admin::LogView(desk.config, contents, desk.acting.now));
}

db::Event event_to(const std::string& recipient, const std::string& action) {
  db::Event event;
  event.restriction = "RCC-2026-0001";
  event.address = "alex@example.org";
  event.recipient = recipient;
  event.action = action;
  return event;
}

}  // namespace

TEST_CASE("the log tells of each restriction in force since when, why, by whom, what it does and when it is due",
          "[admin][report]") {
  Desk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org") +
               test::replaced(good_restriction("kim@example.org", "", "    status: in-force\n    starts: 2026-12-01\n"),
                              "Alex Example", "Kim Later") +
               good_restriction("draft@example.org", "", "    status: draft\n"));
  const auto rows = log(desk);
  REQUIRE(rows.size() == 2);
  const admin::LogRow& row = rows.front();
  CHECK(row.reference == "RCC-2026-0001");
  CHECK(row.customer == "Alex Example");
  CHECK(row.since == on_day("2026-10-01"));
  CHECK(row.started);
  CHECK(row.reasons == "Forty messages in a week");
  CHECK(row.decided_by == "The Director, Director");
  CHECK(row.requested_by == "Housing Services");
  CHECK(row.effect == "forwarded to m.manager@york.gov.uk; may write to housing@york.gov.uk; councillors: all");
  CHECK(row.review_by == on_day("2027-09-30"));
  CHECK(row.review == admin::ReviewState::later);
  CHECK(row.informed == on_day("2026-10-02"));
  CHECK(rows.back().since == on_day("2026-12-01"));
  CHECK_FALSE(rows.back().started);
}

TEST_CASE("what has run out or was lifted is in force no more", "[admin][report]") {
  Desk desk;
  desk.applied("restrictions:\n" +
               good_restriction("a@example.org", "", "    status: in-force\n    ends: 2026-11-02\n") +
               good_restriction("b@example.org"));
  CHECK(log(desk).size() == 2);
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0002", "director-cbss", "Kept to it", desk.acting));
  CHECK(log(desk).size() == 1);
  desk.acting.now += std::chrono::days{1};
  CHECK(log(desk).empty());
}

TEST_CASE("reviews are due from the warning on, and overdue from the day after", "[admin][report]") {
  const conf::Config config = Desk().config;
  policy::Restriction one;
  one.review_by = on_day("2026-12-02");
  CHECK(admin::review_state(one, on_day("2026-11-01"), config) == admin::ReviewState::later);
  CHECK(admin::review_state(one, on_day("2026-11-02"), config) == admin::ReviewState::due);
  CHECK(admin::review_state(one, on_day("2026-12-02"), config) == admin::ReviewState::due);
  CHECK(admin::review_state(one, on_day("2026-12-03"), config) == admin::ReviewState::overdue);
  one.review_by.reset();
  CHECK(admin::review_state(one, on_day("2026-11-01"), config) == admin::ReviewState::due);
}

TEST_CASE("the reviews come by date, then what lacks something; what is in order is left out", "[admin][report]") {
  Desk desk;
  desk.applied("restrictions:\n" + reviewed_by("later@example.org", "2027-09-30") +
               reviewed_by("due@example.org", "2026-11-20") + reviewed_by("soon@example.org", "2026-11-03") +
               "  - customer: {identifiers: {email: [draft@example.org]}}\n    email: {action: quarantine}\n");
  desk.acting.now += std::chrono::days{2};
  const auto rows = reviews(desk);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].reference == "RCC-2026-0003");
  CHECK(rows[0].review == admin::ReviewState::overdue);
  CHECK(rows[0].days == -1);
  CHECK(rows[1].reference == "RCC-2026-0002");
  CHECK(rows[1].review == admin::ReviewState::due);
  CHECK(rows[1].days == 16);
  CHECK(rows[1].missing.empty());
  CHECK(rows[2].status == policy::Status::draft);
  CHECK(rows[2].review == admin::ReviewState::later);
  CHECK(rows[2].missing.size() > 5);
}

TEST_CASE("a change of circumstances makes a review due now, until the next review", "[admin][report]") {
  Desk desk;
  desk.applied(
      "restrictions:\n" + reviewed_by("a@example.org", "2026-11-20") + reviewed_by("b@example.org", "2027-09-30") +
      "    notes: [{on: 2026-11-01, by: Housing Services, text: Moved away, change_of_circumstances: true}]\n");
  const auto rows = reviews(desk);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].reference == "RCC-2026-0002");
  CHECK(rows[0].circumstances_changed);
  CHECK(rows[0].review == admin::ReviewState::due);
  CHECK_FALSE(rows[1].circumstances_changed);
}

TEST_CASE("an emergency is in the log under the officer who answers for it", "[admin][report]") {
  Desk desk;
  db::LogContents contents;
  policy::Restriction one;
  one.status = policy::Status::in_force;
  one.emergency = policy::Emergency{"director-cbss", desk.acting.now, "A threat", {}};
  contents.restrictions.push_back({one, 1, desk.acting.now, desk.acting.now});
  const auto rows = admin::log_rows(admin::LogView(desk.config, contents, desk.acting.now));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].decided_by == "The Director, Director");
  CHECK(rows[0].decided_on == on_day("2026-11-02"));
}

TEST_CASE("what a restriction does in short words", "[admin][report]") {
  policy::Terms terms;
  terms.action = policy::Action::reject;
  CHECK(admin::effect_in_short(terms) == "refused; councillors: not decided");
  terms.any_contact = true;
  terms.volume = policy::Volume{5, policy::Period::week};
  terms.hours = {{{std::chrono::Monday}, std::chrono::hours{9}, std::chrono::hours{12}}};
  terms.councillors = {policy::CouncillorAccess::Kind::alternative, {"members@york.gov.uk"}};
  CHECK(admin::effect_in_short(terms) ==
        "may write to anybody; Monday, 9am to noon; 5 messages a week; councillors: through members@york.gov.uk");
}

TEST_CASE("a councillor's report holds what was withheld or changed, at any of their addresses", "[admin][report]") {
  Desk desk;
  REQUIRE(admin::add_councillor(*desk.store, {"C. Ward", "", {"cllr.ward@york.gov.uk", "ward@york.gov.uk"}, {}},
                                desk.acting));
  const auto contents = desk.contents();
  const admin::LogView view(desk.config, contents, desk.acting.now);
  std::vector<db::Event> events{event_to("cllr.ward@york.gov.uk", "deliver"),
                                event_to("ward@york.gov.uk", "quarantine"), event_to("tax@york.gov.uk", "reject"),
                                event_to("Cllr.Ward+x@york.gov.uk", "junk")};
  events[3].restriction.reset();
  events[3].choice_of = "cllr.ward@york.gov.uk";
  events[3].note = "observed";
  const auto addresses = admin::addresses_of_councillor("ward@york.gov.uk", view);
  REQUIRE(addresses);
  const auto rows = admin::withheld_rows(events, *addresses, view);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].action == "quarantine");
  CHECK_FALSE(rows[0].own_choice);
  CHECK(rows[1].own_choice);
  CHECK(rows[1].observed);
}

TEST_CASE("one who has left keeps the history; an address outside the council has none", "[admin][report]") {
  Desk desk;
  const auto contents = desk.contents();
  const admin::LogView view(desk.config, contents, desk.acting.now);
  const auto former = admin::addresses_of_councillor("former@york.gov.uk", view);
  REQUIRE(former);
  CHECK(admin::withheld_rows({event_to("former@york.gov.uk", "junk")}, *former, view).size() == 1);
  CHECK_FALSE(admin::addresses_of_councillor("x@example.org", view));
  CHECK_FALSE(admin::addresses_of_councillor("nonsense", view));
}
