// Every word that files, columns and JSON hold is read back as what it was written for.
#include <catch2/catch.hpp>

#include "policy/decision/message.hpp"
#include "policy/record/action.hpp"
#include "policy/record/restriction.hpp"
#include "policy/time/contact_hours.hpp"
#include "policy/time/quantity.hpp"

using namespace postern::policy;
using namespace std::chrono_literals;

TEST_CASE("each action has its word", "[policy][words]") {
  const std::vector<std::string> words{"deliver", "junk", "forward", "hold", "quarantine", "reject"};
  for (const std::string& word : words) CHECK(to_text(action_from_text(word).value()) == word);
  CHECK_FALSE(action_from_text("discard").has_value());
  CHECK_FALSE(action_from_text("").has_value());
  CHECK_FALSE(action_from_text("Deliver").has_value());
  CHECK(Action::reject > Action::quarantine);
  CHECK(Action::quarantine > Action::hold);
  CHECK(Action::hold > Action::forward);
  CHECK(Action::forward > Action::junk);
  CHECK(Action::junk > Action::deliver);
}

TEST_CASE("each rule has its word", "[policy][words]") {
  const std::vector<std::string> words{"unrestricted",      "outside-council",   "protected",
                                       "councillor-choice", "councillor-access", "permitted-contact",
                                       "restricted",        "outside-hours",     "beyond-volume"};
  for (const std::string& word : words) CHECK(to_text(rule_from_text(word).value()) == word);
  CHECK_FALSE(rule_from_text("is_protected").has_value());
}

TEST_CASE("each state, ending and period has its word", "[policy][words]") {
  for (const char* word : {"draft", "authorised", "in-force", "ended", "declined"}) {
    CHECK(to_text(status_from_text(word).value()) == word);
  }
  for (const char* word : {"lifted", "expired", "superseded"}) CHECK(to_text(ending_from_text(word).value()) == word);
  for (const char* word : {"day", "week", "month"}) CHECK(to_text(period_from_text(word).value()) == word);
  CHECK_FALSE(status_from_text("active").has_value());
  CHECK_FALSE(ending_from_text("over").has_value());
  CHECK_FALSE(period_from_text("year").has_value());
}

TEST_CASE("each kind of identity has its word", "[policy][words]") {
  CHECK(to_text(IdentityKind::envelope) == "envelope");
  CHECK(to_text(IdentityKind::from) == "from");
  CHECK(to_text(IdentityKind::sender) == "sender");
  CHECK(to_text(IdentityKind::reply_to) == "reply-to");
  CHECK(to_text(IdentityKind::resent_from) == "resent-from");
  CHECK(to_text(IdentityKind::resent_sender) == "resent-sender");
}

TEST_CASE("references are ordered by year, then by number", "[policy][words]") {
  CHECK(lower("RCC-2026-0001", "RCC-2026-0002"));
  CHECK(lower("RCC-2026-9999", "RCC-2026-10000"));
  CHECK(lower("RCC-2025-0009", "RCC-2026-0001"));
  CHECK_FALSE(lower("RCC-2026-0001", "RCC-2026-0001"));
  CHECK_FALSE(lower("RCC-2026-10000", "RCC-2026-9999"));
  CHECK(lower("A-2026-0001", "B-2026-0001"));
}

TEST_CASE("references of no known form come first, by their text", "[policy][words]") {
  CHECK(lower("other", "RCC-2026-0001"));
  CHECK(lower("a", "b"));
  for (const char* odd : {"RCC-x", "RCC-2026", "RCC-2026x1", "RCC-99999999999-1", ""}) {
    INFO(odd);
    CHECK(lower(odd, "RCC-2026-0001"));
    CHECK_FALSE(lower("RCC-2026-0001", odd));
  }
}

TEST_CASE("days of the week and times of the day", "[policy][contact-hours]") {
  for (const char* word : {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}) {
    CHECK(to_text(weekday_from_text(word).value()) == word);
  }
  CHECK_FALSE(weekday_from_text("monday").has_value());
  CHECK(time_of_day(9h) == "09:00");
  CHECK(time_of_day(12h + 30min) == "12:30");
  for (const char* text : {"00:00", "09:05", "23:59", "24:00"}) {
    CHECK(time_of_day(time_of_day_from_text(text).value()) == text);
  }
  for (const char* text : {"", "9:00", "09.00", "09:60", "24:01", "25:00", "0x:00", "x0:00", "00:0x", "09:00:00"}) {
    INFO(text);
    CHECK_FALSE(time_of_day_from_text(text).has_value());
  }
}

TEST_CASE("durations are read in each unit, and written in the largest that fits", "[policy][quantity]") {
  CHECK(duration_from_text("30s") == 30s);
  CHECK(duration_from_text("5m") == 5min);
  CHECK(duration_from_text("12h") == 12h);
  CHECK(duration_from_text("7d") == 7 * 24h);
  for (const char* text : {"30s", "5m", "12h", "7d", "90s", "0d"})
    CHECK(to_text(duration_from_text(text).value()) == text);
  CHECK(to_text(std::chrono::seconds{3600}) == "1h");
  for (const char* text :
       {"", "7", "d", "-7d", "+7d", "7 d", "7D", "1.5h", "7dd", "99999999999999999999d", "999999999999d"}) {
    INFO(text);
    CHECK_FALSE(duration_from_text(text).has_value());
  }
}

TEST_CASE("sizes are read in each unit", "[policy][quantity]") {
  CHECK(size_from_text("512B") == 512U);
  CHECK(size_from_text("64KiB") == 65536U);
  CHECK(size_from_text("25MiB") == 26214400U);
  CHECK(size_from_text("1GiB") == 1073741824U);
  for (const char* text : {"", "64", "64KB", "64kib", "-1B", "9999999999GiB"}) {
    INFO(text);
    CHECK_FALSE(size_from_text(text).has_value());
  }
}
