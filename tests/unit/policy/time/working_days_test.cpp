#include "policy/time/working_days.hpp"

#include <catch2/catch.hpp>
#include <date/tz.h>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using samples::at;
using samples::day;

namespace {

const std::vector<Day> kClosed{day("2026-12-25"), day("2026-12-28")};

std::string five_after(const char* instant, const std::vector<Day>& closed = {}) {
  return to_text(after_working_days(at(instant), 5, closed, *date::locate_zone("Europe/London")));
}

}  // namespace

TEST_CASE("working days are Monday to Friday, but closed ones", "[policy][working-days]") {
  for (const char* open : {"2026-11-02", "2026-11-06", "2026-12-24", "2026-12-29"}) {
    INFO(open);
    CHECK(is_working_day(day(open), kClosed));
  }
  for (const char* closed : {"2026-11-07", "2026-11-08", "2026-12-25", "2026-12-28"}) {
    INFO(closed);
    CHECK_FALSE(is_working_day(day(closed), kClosed));
  }
}

TEST_CASE("five working days end at the same time of the fifth one", "[policy][working-days]") {
  CHECK(five_after("2026-11-02T10:00:00Z") == "2026-11-09T10:00:00Z");
  CHECK(five_after("2026-11-06T16:30:00Z") == "2026-11-13T16:30:00Z");
  CHECK(to_text(after_working_days(at("2026-11-06T10:00:00Z"), 0, {}, *date::locate_zone("Europe/London"))) ==
        "2026-11-06T10:00:00Z");
}

TEST_CASE("what comes at the weekend counts from Monday morning", "[policy][working-days]") {
  CHECK(five_after("2026-11-07T10:00:00Z") == "2026-11-16T00:00:00Z");
  CHECK(five_after("2026-11-08T23:59:59Z") == "2026-11-16T00:00:00Z");
}

TEST_CASE("closed days do not count", "[policy][working-days]") {
  CHECK(five_after("2026-12-23T10:00:00Z", kClosed) == "2027-01-01T10:00:00Z");
  CHECK(five_after("2026-12-25T10:00:00Z", kClosed) == "2027-01-05T00:00:00Z");
}

TEST_CASE("working days follow the council's clock across its changes", "[policy][working-days][S13]") {
  CHECK(five_after("2026-10-21T09:00:00Z") == "2026-10-28T10:00:00Z");
  CHECK(five_after("2026-03-25T10:00:00Z") == "2026-04-01T09:00:00Z");
  // Half past eleven in the evening, UTC: Saturday already in London.
  CHECK(five_after("2026-07-03T23:30:00Z") == "2026-07-12T23:00:00Z");
}

TEST_CASE("the last instant from which five working days have passed is found, to the second",
          "[policy][working-days][S13]") {
  const auto& zone = *date::locate_zone("Europe/London");
  for (const char* now :
       {"2026-11-09T10:00:00Z", "2026-11-14T12:00:00Z", "2026-11-16T00:00:00Z", "2026-10-28T10:00:00Z",
        "2026-04-01T09:00:00Z", "2027-01-05T00:00:00Z", "2027-01-04T23:59:59Z"}) {
    INFO(now);
    const auto since = working_days_before(at(now), 5, kClosed, zone);
    CHECK(after_working_days(since, 5, kClosed, zone) <= at(now));
    CHECK(after_working_days(since + std::chrono::seconds{1}, 5, kClosed, zone) > at(now));
  }
  CHECK(to_text(working_days_before(at("2026-11-09T10:00:00Z"), 5, kClosed, zone)) == "2026-11-02T10:00:00Z");
}

TEST_CASE("where the council is closed for ever nothing is so old", "[policy][working-days]") {
  std::vector<Day> closed;
  for (auto one = std::chrono::sys_days{day("2016-11-01")}; one < std::chrono::sys_days{day("2027-01-01")};
       one += std::chrono::days{1}) {
    closed.emplace_back(one);
  }
  CHECK(working_days_before(at("2026-11-09T10:00:00Z"), 5, closed, *date::locate_zone("Europe/London")) ==
        std::chrono::sys_seconds::min());
}
