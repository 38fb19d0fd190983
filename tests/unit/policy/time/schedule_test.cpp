// When timed work is due: Mondays, the clock changes, and clocks that step.
#include "policy/time/schedule.hpp"

#include <catch2/catch.hpp>
#include <date/tz.h>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace std::chrono_literals;
using samples::at;

namespace {

const Schedule kDaily{Recurrence::daily, 7h};
const Schedule kWeekly{Recurrence::weekly, 7h};

const date::time_zone& london() {
  return *date::locate_zone("Europe/London");
}

std::string last(const Schedule& schedule, const char* now) {
  const auto found = last_instant(schedule, at(now), london());
  return found ? to_text(*found) : "never";
}

std::string next(const Schedule& schedule, const char* now) {
  const auto found = next_instant(schedule, at(now), london());
  return found ? to_text(*found) : "never";
}

bool due(const Schedule& schedule, const char* done, const char* now) {
  return is_due(schedule, at(done), at(now), london());
}

}  // namespace

TEST_CASE("a daily schedule has one instant a day, at the local time", "[policy][schedule]") {
  CHECK(last(kDaily, "2026-11-02T06:59:59Z") == "2026-11-01T07:00:00Z");
  CHECK(last(kDaily, "2026-11-02T07:00:00Z") == "2026-11-02T07:00:00Z");
  CHECK(next(kDaily, "2026-11-02T06:59:59Z") == "2026-11-02T07:00:00Z");
  CHECK(next(kDaily, "2026-11-02T07:00:00Z") == "2026-11-03T07:00:00Z");
  // Summer: an hour earlier in UTC.
  CHECK(last(kDaily, "2026-07-02T06:00:00Z") == "2026-07-02T06:00:00Z");
  CHECK(last(kDaily, "2026-07-02T05:59:59Z") == "2026-07-01T06:00:00Z");
  CHECK(next(kDaily, "2028-02-28T08:00:00Z") == "2028-02-29T07:00:00Z");
}

TEST_CASE("a weekly schedule has Mondays", "[policy][schedule]") {
  CHECK(last(kWeekly, "2026-11-02T06:59:59Z") == "2026-10-26T07:00:00Z");
  CHECK(last(kWeekly, "2026-11-02T07:00:00Z") == "2026-11-02T07:00:00Z");
  CHECK(last(kWeekly, "2026-11-08T23:59:59Z") == "2026-11-02T07:00:00Z");
  CHECK(next(kWeekly, "2026-11-02T06:59:59Z") == "2026-11-02T07:00:00Z");
  CHECK(next(kWeekly, "2026-11-08T12:00:00Z") == "2026-11-09T07:00:00Z");
  // The week in which the clocks change: Monday in summer, Monday in winter.
  CHECK(last(kWeekly, "2026-10-24T12:00:00Z") == "2026-10-19T06:00:00Z");
  CHECK(next(kWeekly, "2026-10-24T12:00:00Z") == "2026-10-26T07:00:00Z");
}

TEST_CASE("a day on which the clocks change has its instant once", "[policy][schedule][S13]") {
  const Schedule in_the_gap{Recurrence::daily, 90min};
  // 29 March 2026: 01:00 GMT is 02:00 BST, and 01:30 does not come.
  CHECK(last(in_the_gap, "2026-03-29T00:59:59Z") == "2026-03-28T01:30:00Z");
  CHECK(last(in_the_gap, "2026-03-29T01:00:00Z") == "2026-03-29T01:00:00Z");
  CHECK(next(in_the_gap, "2026-03-29T01:00:00Z") == "2026-03-30T00:30:00Z");
  // 25 October 2026: 01:30 comes at 00:30 UTC and again at 01:30 UTC.
  CHECK(last(in_the_gap, "2026-10-25T00:30:00Z") == "2026-10-25T00:30:00Z");
  CHECK(last(in_the_gap, "2026-10-25T01:45:00Z") == "2026-10-25T00:30:00Z");
  CHECK(next(in_the_gap, "2026-10-25T00:45:00Z") == "2026-10-26T01:30:00Z");
  CHECK_FALSE(due(in_the_gap, "2026-10-25T00:30:01Z", "2026-10-25T01:30:01Z"));
}

TEST_CASE("what is off is never due", "[policy][schedule]") {
  CHECK(last({}, "2026-11-02T07:00:00Z") == "never");
  CHECK(next({}, "2026-11-02T07:00:00Z") == "never");
  CHECK_FALSE(due({}, "2020-01-01T00:00:00Z", "2026-11-02T07:00:00Z"));
}

TEST_CASE("work is due once for each instant, late where the machine slept", "[policy][schedule]") {
  CHECK_FALSE(due(kDaily, "2026-11-02T07:00:00Z", "2026-11-02T07:00:01Z"));
  CHECK_FALSE(due(kDaily, "2026-11-02T07:00:00Z", "2026-11-03T06:59:59Z"));
  CHECK(due(kDaily, "2026-11-02T07:00:00Z", "2026-11-03T07:00:00Z"));
  CHECK(due(kDaily, "2026-11-02T07:00:00Z", "2026-11-09T23:00:00Z"));
  CHECK_FALSE(due(kDaily, "2026-11-09T23:00:00Z", "2026-11-09T23:00:01Z"));
  CHECK(due(kWeekly, "2026-11-01T12:00:00Z", "2026-11-05T12:00:00Z"));
  CHECK_FALSE(due(kWeekly, "2026-11-02T07:00:00Z", "2026-11-08T12:00:00Z"));
}

TEST_CASE("a clock that steps back brings nothing twice", "[policy][schedule][R10]") {
  CHECK_FALSE(due(kDaily, "2026-11-02T07:00:01Z", "2026-11-02T06:00:00Z"));
  CHECK_FALSE(due(kDaily, "2026-11-02T07:00:01Z", "2026-11-02T07:00:00Z"));
  CHECK_FALSE(begins_anew(kDaily, at("2026-11-02T07:00:01Z"), at("2026-11-02T06:00:00Z")));
  CHECK_FALSE(due(kWeekly, "2026-11-02T07:00:01Z", "2026-10-31T07:00:00Z"));
  CHECK_FALSE(begins_anew(kWeekly, at("2026-11-02T07:00:01Z"), at("2026-10-31T07:00:00Z")));
}

TEST_CASE("what was done by a clock far ahead does not keep the work from being done", "[policy][schedule][R10]") {
  CHECK(begins_anew(kDaily, at("2027-11-02T07:00:01Z"), at("2026-11-02T06:00:00Z")));
  CHECK(begins_anew(kWeekly, at("2026-11-12T07:00:01Z"), at("2026-11-02T06:00:00Z")));
  CHECK(begins_anew(kDaily, std::nullopt, at("2026-11-02T06:00:00Z")));
  CHECK_FALSE(begins_anew(kDaily, at("2020-11-02T07:00:01Z"), at("2026-11-02T06:00:00Z")));
}
