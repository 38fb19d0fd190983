#include "admin/service/document/yaml_words.hpp"

#include <catch2/catch.hpp>

using namespace postern;

TEST_CASE("what YAML 1.1 reads as something else than text needs quotes", "[admin][rules]") {
  for (const char* text : {"yes",
                           "No",
                           "ON",
                           "off",
                           "true",
                           "False",
                           "y",
                           "N",
                           "null",
                           "Null",
                           "~",
                           "",
                           "<<",
                           "=",
                           "1",
                           "-12",
                           "+44",
                           "1_000",
                           "0x1F",
                           "0o17",
                           "017",
                           "0b101",
                           "1.5",
                           ".5",
                           "1e3",
                           ".inf",
                           "-.INF",
                           ".NaN",
                           "12:30",
                           "190:20:30",
                           "2026-10-01",
                           "2026-10-01T10:00:00Z",
                           "2026-10-01 10:00:00 +1:00",
                           "+441904551550"}) {
    INFO(text);
    CHECK(admin::needs_quotes(text));
  }
}

TEST_CASE("text that YAML reads as text needs none", "[admin][rules]") {
  for (const char* text : {"yes please", "none", "onward", "nil", "01904 551550", "7d", "alex@example.org",
                           "RCC-2026-0001", "1 October", "12 High Street", "in-force", "forward", "3rd time"}) {
    INFO(text);
    CHECK_FALSE(admin::needs_quotes(text));
  }
}
