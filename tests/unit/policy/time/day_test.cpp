// Days and instants: what is read, what is written, and where the clocks change.
#include "policy/time/day.hpp"

#include <catch2/catch.hpp>
#include <date/tz.h>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using samples::at;
using samples::day;

namespace {

std::string start(std::string_view text, const char* zone = "Europe/London") {
  return to_text(start_of(day(text), *date::locate_zone(zone)));
}

std::string of(std::string_view instant, const char* zone = "Europe/London") {
  return to_text(day_of(at(instant), *date::locate_zone(zone)));
}

std::string instant(std::string_view text) {
  const auto found = instant_from_text(text);
  return found ? to_text(*found) : "none";
}

}  // namespace

TEST_CASE("a day is written in one form only", "[policy][day]") {
  CHECK(to_text(day("2026-11-02")) == "2026-11-02");
  CHECK(to_text(day("2028-02-29")) == "2028-02-29");
  CHECK(to_text(day("0001-01-01")) == "0001-01-01");
  for (const char* text : {"", "2026-11-2", "2026-11-02 ", "20261102", "2026/11/02", "2026-11/02", "2026-13-01",
                           "2026-00-01", "2026-01-00", "2026-02-29", "2026-04-31", "202x-01-01", "2026-0x-01",
                           "2026-01-0x", "-026-01-01", "02-11-2026"}) {
    INFO(text);
    CHECK_FALSE(day_from_text(text).has_value());
  }
}

TEST_CASE("a day begins at local midnight, in summer and in winter", "[policy][day]") {
  CHECK(start("2026-11-02") == "2026-11-02T00:00:00Z");
  CHECK(start("2026-07-01") == "2026-06-30T23:00:00Z");
  CHECK(start("2026-03-29") == "2026-03-29T00:00:00Z");  // the clocks go forward at one
  CHECK(start("2026-03-30") == "2026-03-29T23:00:00Z");
  CHECK(start("2026-10-25") == "2026-10-24T23:00:00Z");  // and back at two
  CHECK(start("2026-10-26") == "2026-10-26T00:00:00Z");
}

TEST_CASE("a day without midnight begins at its first instant, one with two at the first", "[policy][day]") {
  CHECK(start("2018-11-04", "America/Sao_Paulo") == "2018-11-04T03:00:00Z");
  CHECK(start("2018-02-18", "America/Sao_Paulo") == "2018-02-18T03:00:00Z");
  CHECK(start("2020-11-01", "America/Havana") == "2020-11-01T04:00:00Z");
}

TEST_CASE("an instant falls on the day that the council's clocks show", "[policy][day]") {
  CHECK(of("2026-06-30T22:59:59Z") == "2026-06-30");
  CHECK(of("2026-06-30T23:00:00Z") == "2026-07-01");
  CHECK(of("2026-11-01T23:59:59Z") == "2026-11-01");
  CHECK(of("2026-11-02T00:00:00Z") == "2026-11-02");
}

TEST_CASE("an instant is read with Z or an offset, and written in UTC", "[policy][instant]") {
  CHECK(instant("2026-11-02T10:00:00Z") == "2026-11-02T10:00:00Z");
  CHECK(instant("2026-11-02t10:00:00z") == "2026-11-02T10:00:00Z");
  CHECK(instant("2026-11-02 10:00:00+01:00") == "2026-11-02T09:00:00Z");
  CHECK(instant("2026-11-02T10:00:00-05:30") == "2026-11-02T15:30:00Z");
  CHECK(instant("2026-11-02T10:00:00.25Z") == "2026-11-02T10:00:00Z");
  CHECK(instant("2026-11-02T23:59:60Z") == "2026-11-03T00:00:00Z");
  CHECK(instant("2026-11-02") == "2026-11-02T00:00:00Z");
  CHECK(instant("1969-12-31T23:59:59Z") == "1969-12-31T23:59:59Z");
}

TEST_CASE("what is no instant is none", "[policy][instant]") {
  for (const char* text : {"",
                           "now",
                           "2026-11-02T",
                           "2026-11-02T10:00",
                           "2026-11-02T10:00:00",
                           "2026-11-02X10:00:00Z",
                           "2026-11-02T24:00:00Z",
                           "2026-11-02T10:60:00Z",
                           "2026-11-02T10:00:61Z",
                           "2026-11-02T10-00:00Z",
                           "2026-11-02T10:00-00Z",
                           "2026-11-02T1x:00:00Z",
                           "2026-11-02T10:00:00.Z",
                           "2026-11-02T10:00:00.5",
                           "2026-11-02T10:00:00+1:00",
                           "2026-11-02T10:00:00+01.00",
                           "2026-11-02T10:00:00*01:00",
                           "2026-11-02T10:00:00+24:00",
                           "2026-11-02T10:00:00+01:60",
                           "2026-11-02T10:00:00ZZ",
                           "2026-02-30T10:00:00Z"}) {
    INFO(text);
    CHECK(instant(text) == "none");
  }
}
