// When hours of contact are open, and when they next open: every boundary, both clock changes, closed days.
#include "policy/decision/opening_times.hpp"

#include <map>

#include <catch2/catch.hpp>
#include <date/tz.h>

#include "unit/policy/random_situation.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using namespace std::chrono_literals;

namespace {

using Hours = std::vector<ContactHours>;

const std::vector<std::chrono::weekday> kWorkDays{std::chrono::Monday, std::chrono::Tuesday, std::chrono::Wednesday,
                                                  std::chrono::Thursday, std::chrono::Friday};
const std::vector<std::chrono::weekday> kEveryDay{std::chrono::Monday,   std::chrono::Tuesday, std::chrono::Wednesday,
                                                  std::chrono::Thursday, std::chrono::Friday,  std::chrono::Saturday,
                                                  std::chrono::Sunday};

/// What the tables below call hours.
const std::map<std::string, Hours>& named() {
  static const std::map<std::string, Hours> all{
      {"mornings", {{kWorkDays, 9h, 12h}}},
      {"mornings and evenings", {{kWorkDays, 9h, 12h}, {kWorkDays, 17h, 18h + 30min}}},
      {"two that touch", {{kWorkDays, 9h, 12h}, {kWorkDays, 12h, 17h}}},
      {"all day", {{kEveryDay, 0h, 24h}}},
      {"mondays all day", {{{std::chrono::Monday}, 0h, 24h}}},
      {"late on sundays", {{{std::chrono::Sunday}, 22h, 24h}}},
      {"sundays 0:30 to 1:30", {{{std::chrono::Sunday}, 30min, 1h + 30min}}},
      {"sundays 1:15 to 1:45", {{{std::chrono::Sunday}, 1h + 15min, 1h + 45min}}},
      {"sundays 1:30 to 2:30", {{{std::chrono::Sunday}, 1h + 30min, 2h + 30min}}},
      {"every day 0:30 to 5:00", {{kEveryDay, 30min, 5h}}},
      {"every day 0:00 to 0:45", {{kEveryDay, 0h, 45min}}},
      {"every day 23:15 to 23:45", {{kEveryDay, 23h + 15min, 23h + 45min}}}};
  return all;
}

Council closed_on(const std::vector<std::string>& days, const char* zone = "Europe/London") {
  Council council = york();
  council.time_zone = date::locate_zone(zone);
  for (const std::string& text : days) council.closed_days.push_back(day(text));
  return council;
}

/// `open`, or when the hours open next.
std::string state(const std::string& hours, const Council& council, const std::string& now) {
  const auto opens = next_opening(named().at(hours), council, at(now));
  const bool open = is_open(named().at(hours), council, at(now));
  if (open != (opens == at(now))) return "is_open and next_opening disagree";
  if (open) return "open";
  return opens ? to_text(*opens) : "never";
}

struct Row {
  const char* hours;
  const char* now;
  const char* state;  ///< `open`, or the next opening
};

void check(const std::vector<Row>& table, const Council& council) {
  for (const Row& row : table) {
    INFO(row.hours << " at " << row.now);
    CHECK(state(row.hours, council, row.now) == row.state);
  }
}

}  // namespace

TEST_CASE("without hours it is always open", "[policy][hours]") {
  const Council closed = closed_on({"2026-11-02"});
  CHECK(is_open({}, closed, kNow));
  CHECK(next_opening({}, closed, kNow) == kNow);
}

TEST_CASE("an interval includes its start and excludes its end", "[policy][hours]") {
  check({{"mornings", "2026-11-02T08:59:59Z", "2026-11-02T09:00:00Z"},
         {"mornings", "2026-11-02T09:00:00Z", "open"},
         {"mornings", "2026-11-02T11:59:59Z", "open"},
         {"mornings", "2026-11-02T12:00:00Z", "2026-11-03T09:00:00Z"},
         {"mornings and evenings", "2026-11-02T12:00:00Z", "2026-11-02T17:00:00Z"},
         {"mornings and evenings", "2026-11-02T18:29:59Z", "open"},
         {"mornings and evenings", "2026-11-02T18:30:00Z", "2026-11-03T09:00:00Z"},
         {"two that touch", "2026-11-02T11:59:59Z", "open"},
         {"two that touch", "2026-11-02T12:00:00Z", "open"},
         {"two that touch", "2026-11-02T17:00:00Z", "2026-11-03T09:00:00Z"}},
        york());
}

TEST_CASE("24:00 is the end of the day, and no second of the next", "[policy][hours]") {
  check({{"mondays all day", "2026-11-01T23:59:59Z", "2026-11-02T00:00:00Z"},
         {"mondays all day", "2026-11-02T00:00:00Z", "open"},
         {"mondays all day", "2026-11-02T23:59:59Z", "open"},
         {"mondays all day", "2026-11-03T00:00:00Z", "2026-11-09T00:00:00Z"},
         {"late on sundays", "2026-11-01T23:59:59Z", "open"},
         {"late on sundays", "2026-11-02T00:00:00Z", "2026-11-08T22:00:00Z"},
         {"all day", "2026-11-02T00:00:00Z", "open"},
         {"all day", "2026-11-02T23:59:59Z", "open"}},
        york());
}

TEST_CASE("weekends, the end of a month, a leap day and the end of a year are days like others", "[policy][hours]") {
  check({{"mornings", "2026-10-30T12:00:00Z", "2026-11-02T09:00:00Z"},  // Friday to Monday, over the month's end
         {"mornings", "2026-11-01T23:59:59Z", "2026-11-02T09:00:00Z"},  // Sunday to Monday
         {"mornings", "2027-02-26T12:00:00Z", "2027-03-01T09:00:00Z"},  // no 29th
         {"mornings", "2028-02-28T12:00:00Z", "2028-02-29T09:00:00Z"},  // a Tuesday
         {"mornings", "2028-02-29T09:00:00Z", "open"},
         {"mornings", "2028-02-29T12:00:00Z", "2028-03-01T09:00:00Z"},
         {"mornings", "2026-12-31T12:00:00Z", "2027-01-01T09:00:00Z"}},
        york());
}

TEST_CASE("summer time moves the hours, as the clock on the wall shows them", "[policy][hours]") {
  check({{"mornings", "2026-10-23T07:59:59Z", "2026-10-23T08:00:00Z"},
         {"mornings", "2026-10-23T10:59:59Z", "open"},
         {"mornings", "2026-10-23T11:00:00Z", "2026-10-26T09:00:00Z"},  // the clocks go back meanwhile
         {"mornings", "2027-03-26T11:59:59Z", "open"},
         {"mornings", "2027-03-26T12:00:00Z", "2027-03-29T08:00:00Z"}},  // and forward
        york());
}

TEST_CASE("an hour that is left out opens where it would have, or not at all", "[policy][hours][S13]") {
  // Europe/London, 28 March 2027: 01:00 GMT is 02:00 BST.
  check({{"sundays 1:15 to 1:45", "2027-03-28T00:00:00Z", "2027-04-04T00:15:00Z"},
         {"sundays 1:30 to 2:30", "2027-03-28T00:59:59Z", "2027-03-28T01:00:00Z"},
         {"sundays 1:30 to 2:30", "2027-03-28T01:00:00Z", "open"},
         {"sundays 1:30 to 2:30", "2027-03-28T01:29:59Z", "open"},
         {"sundays 1:30 to 2:30", "2027-03-28T01:30:00Z", "2027-04-04T00:30:00Z"},
         {"sundays 0:30 to 1:30", "2027-03-28T00:59:59Z", "open"},
         {"sundays 0:30 to 1:30", "2027-03-28T01:00:00Z", "2027-04-03T23:30:00Z"},
         {"all day", "2027-03-28T00:59:59Z", "open"},
         {"all day", "2027-03-28T01:00:00Z", "open"}},
        york());
}

TEST_CASE("an hour that comes twice is open twice", "[policy][hours][S13]") {
  // Europe/London, 25 October 2026: 01:00 GMT is 02:00 BST, and 01:00 for the second time.
  check({{"sundays 1:15 to 1:45", "2026-10-25T00:00:00Z", "2026-10-25T00:15:00Z"},
         {"sundays 1:15 to 1:45", "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z"},
         {"sundays 1:15 to 1:45", "2026-10-25T01:44:59Z", "open"},
         {"sundays 1:15 to 1:45", "2026-10-25T01:45:00Z", "2026-11-01T01:15:00Z"},
         {"sundays 1:30 to 2:30", "2026-10-25T00:59:59Z", "open"},
         {"sundays 1:30 to 2:30", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"},
         {"sundays 1:30 to 2:30", "2026-10-25T02:29:59Z", "open"},
         // Nothing starts at 01:00: the clock goes back into an interval.
         {"sundays 0:30 to 1:30", "2026-10-25T00:29:59Z", "open"},
         {"sundays 0:30 to 1:30", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"},
         {"sundays 0:30 to 1:30", "2026-10-25T01:29:59Z", "open"},
         {"sundays 0:30 to 1:30", "2026-10-25T01:30:00Z", "2026-11-01T00:30:00Z"}},
        york());
}

TEST_CASE("a zone may leave midnight out, or have it twice", "[policy][hours][S13]") {
  // America/Sao_Paulo: 4 November 2018 began at 01:00, 03:00 UTC; 17 February 2018 had 23:00 twice, until 03:00 UTC.
  check({{"all day", "2018-11-04T02:59:59Z", "open"},
         {"all day", "2018-11-04T03:00:00Z", "open"},
         {"every day 0:30 to 5:00", "2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z"},
         {"every day 0:00 to 0:45", "2018-11-03T04:00:00Z", "2018-11-05T02:00:00Z"},
         {"every day 23:15 to 23:45", "2018-02-18T01:15:00Z", "open"},
         {"every day 23:15 to 23:45", "2018-02-18T01:45:00Z", "2018-02-18T02:15:00Z"},
         {"every day 23:15 to 23:45", "2018-02-18T02:45:00Z", "2018-02-19T02:15:00Z"}},
        closed_on({}, "America/Sao_Paulo"));
  CHECK(state("mondays all day", closed_on({"2018-11-05"}, "America/Sao_Paulo"), "2018-11-04T03:00:00Z") ==
        "2018-11-12T02:00:00Z");
}

TEST_CASE("a closed day is closed from its first second to its last", "[policy][hours]") {
  check({{"all day", "2026-12-24T23:59:59Z", "open"},
         {"all day", "2026-12-25T00:00:00Z", "2026-12-26T00:00:00Z"},
         {"all day", "2026-12-25T23:59:59Z", "2026-12-26T00:00:00Z"},
         {"all day", "2026-12-26T00:00:00Z", "open"},
         {"mornings", "2026-12-24T12:00:00Z", "2026-12-29T09:00:00Z"},  // the 25th and the 28th are closed
         {"mornings", "2026-12-25T10:00:00Z", "2026-12-29T09:00:00Z"},
         {"mornings", "2026-12-31T12:00:00Z", "2027-01-04T09:00:00Z"}},  // so is the first day of the year
        closed_on({"2026-12-25", "2026-12-28", "2027-01-01"}));
  // In summer the day is an hour ahead of UTC.
  check({{"all day", "2026-08-30T22:59:59Z", "open"},
         {"all day", "2026-08-30T23:00:00Z", "2026-08-31T23:00:00Z"},
         {"all day", "2026-08-31T23:00:00Z", "open"}},
        closed_on({"2026-08-31"}));
  // A closed day on which the clocks change.
  check({{"sundays 1:15 to 1:45", "2026-10-25T00:15:00Z", "2026-11-01T01:15:00Z"},
         {"all day", "2026-10-25T00:30:00Z", "2026-10-26T00:00:00Z"}},
        closed_on({"2026-10-25"}));
}

TEST_CASE("hours that two years do not open have no opening", "[policy][hours]") {
  Council council = york();
  for (std::chrono::sys_days monday{day("2026-11-02")}; monday < std::chrono::sys_days{day("2029-01-01")};
       monday += std::chrono::days{7}) {
    council.closed_days.push_back(Day{monday});
  }
  CHECK(state("mondays all day", council, "2026-11-02T10:00:00Z") == "never");
  council.closed_days.erase(council.closed_days.begin() + 100);
  CHECK(state("mondays all day", council, "2026-11-02T10:00:00Z") == "2028-10-01T23:00:00Z");
}

TEST_CASE("the next opening is open, not before now, and nothing is open before it", "[policy][hours][property]") {
  const std::vector<const char*> zones{"Europe/London", "America/Sao_Paulo", "Africa/Cairo", "Australia/Lord_Howe"};
  std::size_t waited = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    RandomSituation random(seed);
    Council council = closed_on({}, zones[random.below(zones.size())]);
    Hours hours = random.hours();
    // Around a change of the clock as often as not, and then a short interval beside it, on any day.
    auto now = at("2014-01-01T00:00:00Z") + std::chrono::seconds{static_cast<long>(random.below(500'000'000))};
    if (random.yes()) {
      const auto change = council.time_zone->get_info(now).end;
      now = std::min(change, at("2036-01-01T00:00:00Z")) - 90min +
            std::chrono::seconds{static_cast<int>(random.below(3 * 3'600))};
      const auto earlier =
          council.time_zone->to_local(now - std::chrono::minutes{15 * static_cast<int>(random.below(8))});
      const auto from = date::floor<std::chrono::minutes>(earlier - date::floor<date::days>(earlier));
      const auto length = std::chrono::minutes{15 * static_cast<int>(1 + random.below(6))};
      if (random.yes()) hours = {{kEveryDay, from, std::min<std::chrono::minutes>(from + length, 24h)}};
    }
    for (std::size_t i = random.below(3); i > 0; --i) {
      council.closed_days.push_back(
          day_of(now + std::chrono::days{static_cast<int>(random.below(3))}, *council.time_zone));
    }
    INFO("seed " << seed << ", " << council.time_zone->name() << " at " << to_text(now));
    const auto opens = next_opening(hours, council, now);
    REQUIRE(opens);
    CHECK(*opens >= now);
    CHECK(is_open(hours, council, *opens));
    for (auto earlier = now; earlier < *opens; earlier = date::floor<std::chrono::minutes>(earlier) + 1min) {
      ++waited;
      if (is_open(hours, council, earlier)) FAIL_CHECK("open already at " << to_text(earlier));
    }
    if (*opens > now) CHECK_FALSE(is_open(hours, council, *opens - 1s));
  }
  CHECK(waited > 100'000);
}
