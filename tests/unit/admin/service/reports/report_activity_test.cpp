#include "admin/service/reports/report_activity.hpp"

#include "admin/service/reports/activity_chart.hpp"
#include "unit/admin/desk.hpp"

using namespace postern;
using test::Desk;
using test::good_restriction;

namespace {

constexpr std::size_t kDeliver = 0;
constexpr std::size_t kForward = 2;
constexpr std::size_t kReject = 5;

std::chrono::sys_seconds at(const std::string& text) {
  return *policy::instant_from_text(text);
}

db::Event event(const std::string& when, const std::string& action, const std::string& queue_id,
                const std::string& message_id = "<m@example.org>") {
  db::Event one;
  one.at = at(when);
  one.restriction = "RCC-2026-0001";
  one.identity = "envelope";
  one.address = "alex@example.org";
  one.action = action;
  one.queue_id = queue_id;
  one.message_id = message_id;
  one.client = "192.0.2.1";
  one.authenticated = true;
  return one;
}

db::Event changed(db::Event one, const std::function<void(db::Event&)>& change) {
  change(one);
  return one;
}

/// With one restriction of alex@example.org and @alex.example, in force from noon of 2 November 2026.
class ActivityDesk : public Desk {
 public:
  ActivityDesk() {
    applied("restrictions:\n" +
            test::replaced(good_restriction("alex@example.org"), "[\"alex@example.org\"]",
                           "[\"alex@example.org\", \"@.alex.example\"]") +
            "councillors:\n  - {name: C. Ward, addresses: [cllr.ward@york.gov.uk]}\n");
  }
  admin::InForceFrom in_force() {
    const auto from = admin::in_force_from(*store->history("RCC-2026-0001"), *config.council.time_zone);
    return from ? admin::InForceFrom{{"RCC-2026-0001", *from}} : admin::InForceFrom{};
  }
  std::vector<admin::ActivityRow> rows(const std::vector<db::Event>& events, const admin::ActivityFilter& filter = {}) {
    const auto log = contents();
    return admin::activity_rows(events, admin::LogView(config, log, acting.now), in_force(), filter);
  }
};

const std::string kWhen = "2026-11-10T10:00:00Z";

}  // namespace

TEST_CASE("a message counts once for each treatment, however many recipients it has", "[admin][activity]") {
  ActivityDesk desk;
  const auto rows = desk.rows({event(kWhen, "forward", "A"), event(kWhen, "forward", "A"), event(kWhen, "deliver", "A"),
                               event(kWhen, "forward", "B")});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].by_treatment[kForward] == 2);
  CHECK(rows[0].by_treatment[kDeliver] == 1);
  CHECK(rows[0].messages == 2);
  CHECK(rows[0].customer == "Alex Example");
  CHECK(policy::to_text(rows[0].week) == "2026-11-09");
}

TEST_CASE("a notice that did not arrive is no contact of the customer", "[admin][activity]") {
  ActivityDesk desk;
  const auto rows = desk.rows({event(kWhen, "forward", "A"), event(kWhen, "notice", "")});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].messages == 1);
  CHECK(desk.rows({event(kWhen, "notice", "")}).empty());
}

TEST_CASE("a queue id that is used again is another message; a shared Message-ID does not hide one",
          "[admin][activity]") {
  ActivityDesk desk;
  CHECK(desk.rows({event(kWhen, "forward", "A", "<1>"), event(kWhen, "forward", "A", "<2>")})[0].messages == 2);
  CHECK(desk.rows({event(kWhen, "forward", "A"), event("2026-11-11T10:00:00Z", "forward", "A")})[0].messages == 2);
  CHECK(desk.rows({event(kWhen, "forward", "A"), event(kWhen, "forward", "B")})[0].messages == 2);
  CHECK(desk.rows({event(kWhen, "reject", "A", ""), event(kWhen, "forward", "A", "<1>")})[0].messages == 1);
}

TEST_CASE("refusals at RCPT within seconds are one message, later ones another", "[admin][activity]") {
  ActivityDesk desk;
  const auto refused = [](const std::string& when) { return event(when, "reject", "", ""); };
  const auto rows =
      desk.rows({refused("2026-11-10T10:00:00Z"), refused("2026-11-10T10:00:01Z"), refused("2026-11-10T10:00:30Z")});
  CHECK(rows[0].by_treatment[kReject] == 2);
  const auto other = changed(refused("2026-11-10T10:00:01Z"), [](db::Event& one) { one.client = "192.0.2.9"; });
  CHECK(desk.rows({refused("2026-11-10T10:00:00Z"), other})[0].messages == 2);
}

TEST_CASE("weeks begin on Monday in the council's time zone", "[admin][activity]") {
  ActivityDesk desk;
  CHECK(policy::to_text(desk.rows({event("2026-11-15T23:59:59Z", "forward", "A")})[0].week) == "2026-11-09");
  CHECK(policy::to_text(desk.rows({event("2026-11-16T00:00:00Z", "forward", "A")})[0].week) == "2026-11-16");
  // In summer the council's day begins an hour before UTC's.
  CHECK(policy::to_text(desk.rows({event("2027-05-02T22:59:59Z", "forward", "A")})[0].week) == "2027-04-26");
  CHECK(policy::to_text(desk.rows({event("2027-05-02T23:00:00Z", "forward", "A")})[0].week) == "2027-05-03");
}

TEST_CASE("authenticated and unauthenticated mail, and what was only observed, stand apart", "[admin][activity]") {
  ActivityDesk desk;
  const auto rows = desk.rows({event(kWhen, "forward", "A"),
                               changed(event(kWhen, "forward", "B"), [](db::Event& one) { one.authenticated = false; }),
                               changed(event(kWhen, "forward", "C"), [](db::Event& one) { one.note = "observed"; })});
  REQUIRE(rows.size() == 3);
  CHECK((rows[0].authenticated && !rows[0].observed));
  CHECK((rows[1].authenticated && rows[1].observed));
  CHECK((!rows[2].authenticated && !rows[2].observed));
}

TEST_CASE("before and after it came into force: its activation, or the day it starts", "[admin][activity]") {
  ActivityDesk desk;
  const auto rows =
      desk.rows({event("2026-11-02T11:59:59Z", "forward", "A"), event("2026-11-02T12:00:00Z", "forward", "B")});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].period == "before");
  CHECK(rows[1].period == "after");
  db::LoggedRestriction draft;
  db::LoggedRestriction active;
  active.restriction.status = policy::Status::in_force;
  active.changed = at("2026-11-02T12:00:00Z");
  CHECK_FALSE(admin::in_force_from({draft}, *desk.config.council.time_zone));
  CHECK(admin::in_force_from({draft, active}, *desk.config.council.time_zone) == active.changed);
  active.restriction.starts = policy::day_from_text("2027-07-01");
  CHECK(admin::in_force_from({draft, active}, *desk.config.council.time_zone) == at("2027-06-30T23:00:00Z"));
}

TEST_CASE("one restriction's report counts what is known of its customer whatever decided it", "[admin][activity]") {
  ActivityDesk desk;
  const auto from = [](const std::string& address) {
    return changed(event("2026-09-01T10:00:00Z", "junk", address), [&](db::Event& one) {
      one.restriction.reset();
      one.choice_of = "cllr.ward@york.gov.uk";
      one.address = address;
    });
  };
  const std::vector<db::Event> events{from("alex@example.org"), from("x@alex.example"), from("y@sub.alex.example"),
                                      from("z@notalex.example"), from("alex@other.example")};
  const auto own = desk.rows(events, {.restriction = "RCC-2026-0001", .since = {}, .until = {}});
  REQUIRE(own.size() == 1);
  CHECK(own[0].messages == 3);
  CHECK(own[0].period == "before");
  const auto all = desk.rows(events);
  CHECK(all.size() == 5);
  CHECK_FALSE(all[0].restriction);
  CHECK(all[0].period.empty());
}

TEST_CASE("since is included, until is not", "[admin][activity]") {
  ActivityDesk desk;
  const std::vector<db::Event> events{event(kWhen, "forward", "A")};
  const auto counted = [&](const std::string& since, const std::string& until) {
    return desk.rows(events, {.restriction = {}, .since = at(since), .until = at(until)}).size();
  };
  CHECK(counted(kWhen, "2026-11-10T10:00:01Z") == 1);
  CHECK(counted("2026-11-10T10:00:01Z", "2027-01-01") == 0);
  CHECK(counted("2026-01-01", kWhen) == 0);
}

TEST_CASE("totals leave no week out, and a sparkline has a bar for each", "[admin][activity]") {
  ActivityDesk desk;
  const auto totals = admin::weekly_totals(
      desk.rows({event("2026-11-10T10:00:00Z", "forward", "A"), event("2026-11-24T10:00:00Z", "forward", "B"),
                 event("2026-11-24T10:00:00Z", "forward", "C")}));
  REQUIRE(totals.size() == 3);
  CHECK(totals[0].second == 1);
  CHECK(totals[1].second == 0);
  CHECK(totals[2].second == 2);
  CHECK(admin::weekly_totals({}).empty());
  CHECK(admin::sparkline({1, 0, 2, 16}) == "▁ ▁█");
  CHECK(admin::sparkline({0, 0}) == "  ");
  CHECK(admin::sparkline({}).empty());
}

TEST_CASE("the chart escapes what strangers wrote, and marks when it came into force", "[admin][activity]") {
  ActivityDesk desk;
  auto rows = desk.rows({event("2026-10-20T10:00:00Z", "forward", "A"), event(kWhen, "reject", "B")});
  for (auto& row : rows) row.customer = "<script>&\x1b\"";
  const std::string svg = admin::activity_chart(rows, desk.in_force(), *desk.config.council.time_zone);
  CHECK(svg.find("RCC-2026-0001: &lt;script&gt;&amp; &quot;") != std::string::npos);
  CHECK(svg.find("<script>") == std::string::npos);
  CHECK(svg.find("in force from 2 November 2026") != std::string::npos);
  CHECK(svg.find("week of 9 November 2026: 1 refused, authenticated") != std::string::npos);
  const std::string empty = admin::activity_chart({}, {}, *desk.config.council.time_zone);
  CHECK(empty.find("No messages in this time.") != std::string::npos);
}

TEST_CASE("held mail that goes later is no second message", "[admin][activity]") {
  ActivityDesk desk;
  const auto later = [](const std::string& note) {
    return changed(event("2026-11-17T10:00:00Z", "forward", "A"), [&](db::Event& one) { one.note = note; });
  };
  CHECK(desk.rows({event(kWhen, "hold", "A"), later("released")}).size() == 1);
  CHECK(desk.rows({event(kWhen, "hold", "A"), later("held-again"), later("not-released: beyond-volume, quarantine")})
            .size() == 1);
  CHECK(desk.rows({event(kWhen, "hold", "A"), later("")}).size() == 2);
}
