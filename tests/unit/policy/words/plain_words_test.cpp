#include "policy/words/plain_words.hpp"

#include <catch2/catch.hpp>
#include <date/tz.h>

using namespace postern;
using namespace std::chrono_literals;

namespace {

policy::ContactHours hours(std::initializer_list<const char*> days, std::chrono::minutes from,
                           std::chrono::minutes to) {
  policy::ContactHours one{{}, from, to};
  for (const char* day : days) one.days.push_back(*policy::weekday_from_text(day));
  return one;
}

}  // namespace

TEST_CASE("days and times are said as people say them", "[policy][words]") {
  CHECK(policy::in_words(*policy::day_from_text("2026-10-01")) == "1 October 2026");
  CHECK(policy::in_words(*policy::day_from_text("2027-02-28")) == "28 February 2027");
  CHECK(policy::time_in_words(0h) == "midnight");
  CHECK(policy::time_in_words(24h) == "midnight");
  CHECK(policy::time_in_words(12h) == "noon");
  CHECK(policy::time_in_words(9h) == "9am");
  CHECK(policy::time_in_words(9h + 5min) == "9:05am");
  CHECK(policy::time_in_words(30min) == "12:30am");
  CHECK(policy::time_in_words(12h + 30min) == "12:30pm");
  CHECK(policy::time_in_words(17h) == "5pm");
}

TEST_CASE("hours name runs of days, in the order of the week", "[policy][words]") {
  CHECK(policy::in_words(hours({"mon", "tue", "wed", "thu", "fri"}, 9h, 12h)) == "Monday to Friday, 9am to noon");
  CHECK(policy::in_words(hours({"fri", "mon"}, 9h, 17h)) == "Monday and Friday, 9am to 5pm");
  CHECK(policy::in_words(hours({"mon", "tue"}, 9h, 17h)) == "Monday and Tuesday, 9am to 5pm");
  CHECK(policy::in_words(hours({"sun", "mon", "tue", "wed", "fri"}, 0h, 24h)) ==
        "Monday to Wednesday, Friday and Sunday, all day");
  CHECK(policy::in_words(hours({"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, 9h + 30min, 24h)) ==
        "every day, 9:30am to midnight");
  CHECK(policy::in_words(hours({"sat", "sun"}, 0h, 12h)) == "Saturday and Sunday, midnight to noon");
}

TEST_CASE("amounts know one from many", "[policy][words]") {
  CHECK(policy::in_words(policy::Volume{1, policy::Period::day}) == "1 message a day");
  CHECK(policy::in_words(policy::Volume{5, policy::Period::week}) == "5 messages a week");
  CHECK(policy::in_words(std::chrono::seconds{24h * 7}) == "7 days");
  CHECK(policy::in_words(std::chrono::seconds{24h}) == "1 day");
  CHECK(policy::in_words(std::chrono::seconds{36h}) == "36 hours");
  CHECK(policy::in_words(std::chrono::seconds{90s}) == "90 seconds");
}

TEST_CASE("lists, zones and identifiers in words", "[policy][words]") {
  CHECK(policy::joined({}).empty());
  CHECK(policy::joined({"a"}) == "a");
  CHECK(policy::joined({"a", "b"}) == "a and b");
  CHECK(policy::joined({"a", "b", "c"}) == "a, b and c");
  CHECK(policy::zone_in_words(*date::locate_zone("Europe/London")) == "UK time");
  CHECK(policy::zone_in_words(*date::locate_zone("Europe/Dublin")) == "local time, Europe/Dublin");
  CHECK(policy::identifier_in_words("alex@example.org") == "alex@example.org");
  CHECK(policy::identifier_in_words("@example.org") == "any address at example.org");
  CHECK(policy::identifier_in_words("@.example.org") == "any address at example.org, or at a domain below it");
}

TEST_CASE("text of a record cannot break a line", "[policy][words]") {
  CHECK(policy::one_line("a\r\nb\tc\x1b[31m") == "a b c [31m");
  CHECK(policy::one_line("a\xE2\x80\xAE"
                         "b\xC2\x9B"
                         "c\xE2\x80\xA8") == "a b c");
  CHECK(policy::one_line("caf\xE9 \xC3\xA9") == "caf\xEF\xBF\xBD \xC3\xA9");
  CHECK(policy::one_line(" \n ").empty());
  CHECK(policy::paragraphs("one\r\ntwo\n\n three \r").size() == 3);
  CHECK(policy::paragraphs("\r\n").empty());
  CHECK(policy::sentence("No stop") == "No stop.");
  CHECK(policy::sentence("A stop.") == "A stop.");
  CHECK(policy::sentence("").empty());
}

TEST_CASE("text is wrapped, bullets hang, and empty lines are one", "[policy][words]") {
  CHECK(policy::wrapped("aaa bbb ccc\n", 7) == "aaa bbb\nccc\n");
  CHECK(policy::wrapped("- aaa bbb\n- c\n", 6) == "- aaa\n  bbb\n- c\n");
  CHECK(policy::wrapped("\n\na  \n\n\n\nb\n\n", 10) == "a\n\nb\n");
  CHECK(policy::wrapped("averylongword b", 5) == "averylongword\nb\n");
  CHECK(policy::wrapped("\xC3\xA9\xC3\xA9\xC3\xA9 b", 5) == "\xC3\xA9\xC3\xA9\xC3\xA9 b\n");
}
