// The calendar periods of a volume, in the council's time zone.
#include "policy/time/volume.hpp"

#include <catch2/catch.hpp>
#include <date/tz.h>

#include "policy/time/day.hpp"
#include "unit/policy/random_situation.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using namespace std::chrono_literals;

namespace {

std::string period(const std::string& now, Period per, const char* zone = "Europe/London") {
  const PeriodSpan span = period_around(at(now), per, *date::locate_zone(zone));
  return to_text(span.from) + " to " + to_text(span.until);
}

}  // namespace

TEST_CASE("a day goes from midnight to midnight, 23 and 25 hours included", "[policy][volume][S13]") {
  for (const char* now : {"2026-11-02T00:00:00Z", "2026-11-02T12:00:00Z", "2026-11-02T23:59:59Z"}) {
    CHECK(period(now, Period::day) == "2026-11-02T00:00:00Z to 2026-11-03T00:00:00Z");
  }
  CHECK(period("2026-11-03T00:00:00Z", Period::day) == "2026-11-03T00:00:00Z to 2026-11-04T00:00:00Z");
  CHECK(period("2026-07-01T22:59:59Z", Period::day) == "2026-06-30T23:00:00Z to 2026-07-01T23:00:00Z");
  CHECK(period("2026-07-01T23:00:00Z", Period::day) == "2026-07-01T23:00:00Z to 2026-07-02T23:00:00Z");
  CHECK(period("2026-10-25T12:00:00Z", Period::day) == "2026-10-24T23:00:00Z to 2026-10-26T00:00:00Z");
  CHECK(period("2027-03-28T12:00:00Z", Period::day) == "2027-03-28T00:00:00Z to 2027-03-28T23:00:00Z");
}

TEST_CASE("a week begins on Monday, across months, years and clock changes", "[policy][volume]") {
  CHECK(period("2026-11-01T23:59:59Z", Period::week) == "2026-10-26T00:00:00Z to 2026-11-02T00:00:00Z");
  CHECK(period("2026-11-02T00:00:00Z", Period::week) == "2026-11-02T00:00:00Z to 2026-11-09T00:00:00Z");
  CHECK(period("2026-12-31T23:59:59Z", Period::week) == "2026-12-28T00:00:00Z to 2027-01-04T00:00:00Z");
  CHECK(period("2027-01-03T23:59:59Z", Period::week) == "2026-12-28T00:00:00Z to 2027-01-04T00:00:00Z");
  CHECK(period("2028-02-29T12:00:00Z", Period::week) == "2028-02-28T00:00:00Z to 2028-03-06T00:00:00Z");
  CHECK(period("2026-10-25T00:30:00Z", Period::week) == "2026-10-18T23:00:00Z to 2026-10-26T00:00:00Z");
  CHECK(period("2027-03-28T23:00:00Z", Period::week) == "2027-03-28T23:00:00Z to 2027-04-04T23:00:00Z");
}

TEST_CASE("a month has the days that it has", "[policy][volume]") {
  CHECK(period("2026-11-30T23:59:59Z", Period::month) == "2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z");
  CHECK(period("2026-12-31T23:59:59Z", Period::month) == "2026-12-01T00:00:00Z to 2027-01-01T00:00:00Z");
  CHECK(period("2027-01-31T12:00:00Z", Period::month) == "2027-01-01T00:00:00Z to 2027-02-01T00:00:00Z");
  CHECK(period("2027-02-28T12:00:00Z", Period::month) == "2027-02-01T00:00:00Z to 2027-03-01T00:00:00Z");
  CHECK(period("2028-02-29T23:59:59Z", Period::month) == "2028-02-01T00:00:00Z to 2028-03-01T00:00:00Z");
  CHECK(period("2026-10-01T00:00:00Z", Period::month) == "2026-09-30T23:00:00Z to 2026-11-01T00:00:00Z");
  CHECK(period("2027-03-31T23:00:00Z", Period::month) == "2027-03-31T23:00:00Z to 2027-04-30T23:00:00Z");
}

TEST_CASE("a day whose midnight is left out begins an hour late", "[policy][volume][S13]") {
  const char* zone = "America/Sao_Paulo";
  CHECK(period("2018-11-04T02:59:59Z", Period::day, zone) == "2018-11-03T03:00:00Z to 2018-11-04T03:00:00Z");
  CHECK(period("2018-11-04T03:00:00Z", Period::day, zone) == "2018-11-04T03:00:00Z to 2018-11-05T02:00:00Z");
  CHECK(period("2018-02-18T02:30:00Z", Period::day, zone) == "2018-02-17T02:00:00Z to 2018-02-18T03:00:00Z");
}

TEST_CASE("every instant lies in its period, and the next one begins where it ends", "[policy][volume][property]") {
  const auto* zone = date::locate_zone("Europe/London");
  for (unsigned seed = 0; seed < 1'000; ++seed) {
    RandomSituation random(seed);
    const auto now = at("2026-01-01T00:00:00Z") + std::chrono::seconds{static_cast<long>(random.below(100'000'000))};
    for (const Period per : {Period::day, Period::week, Period::month}) {
      INFO("seed " << seed << " at " << to_text(now));
      const PeriodSpan span = period_around(now, per, *zone);
      const bool sound = span.from <= now && now < span.until && period_around(span.from, per, *zone) == span &&
                         period_around(span.until - 1s, per, *zone) == span &&
                         period_around(span.until, per, *zone).from == span.until;
      if (!sound) CHECK(sound);
    }
  }
}

TEST_CASE("a message counts in the period in which it was decided, whenever it came", "[policy][volume]") {
  const PeriodSpan today{at("2026-11-02T00:00:00Z"), at("2026-11-03T00:00:00Z")};
  CHECK(instant_in(today, at("2026-11-02T10:00:00Z")) == at("2026-11-02T10:00:00Z"));
  CHECK(instant_in(today, at("2026-11-01T23:59:59Z")) == today.from);
  CHECK(instant_in(today, today.until) == at("2026-11-02T23:59:59Z"));
}

TEST_CASE("nothing is used of a volume about which nothing is known", "[policy][volume]") {
  const Usage usage({{"RCC-2026-0001", 3}, {"RCC-2026-0002", 0}});
  CHECK(usage.of("RCC-2026-0001") == 3);
  CHECK(usage.of("RCC-2026-0002") == 0);
  CHECK(usage.of("RCC-2026-0003") == 0);
  CHECK(Usage().of("RCC-2026-0001") == 0);
}
