#include "admin/doctor/facts/run_program.hpp"

#include <catch2/catch.hpp>

using namespace postern::admin::doctor;

TEST_CASE("a program's output, its complaints and its status come back") {
  const auto ran = run_program({"sh", "-c", "echo out; echo bad >&2; exit 3"});
  REQUIRE(ran);
  CHECK(ran->out == "out\n");
  CHECK(ran->complaint == "bad\n");
  CHECK(ran->status == 3);
}

TEST_CASE("arguments reach the program as they are: no shell reads them") {
  const auto ran = run_program({"printf", "%s", "$(id); `id` 'x'"});
  REQUIRE(ran);
  CHECK(ran->out == "$(id); `id` 'x'");
}

TEST_CASE("a program finds nothing on its standard input") {
  const auto ran = run_program({"cat"});
  REQUIRE(ran);
  CHECK(ran->out.empty());
}

TEST_CASE("a program that does not end in time is ended") {
  CHECK_FALSE(run_program({"sleep", "600"}, {.patience = std::chrono::milliseconds{50}, .longest = 10}));
}

TEST_CASE("a program that says too much is ended") {
  CHECK_FALSE(run_program({"yes"}, {.patience = std::chrono::seconds{20}, .longest = 1000}));
  CHECK(run_program({"printf", "%01000d", "0"}, {.patience = std::chrono::seconds{20}, .longest = 1000}));
}

TEST_CASE("a program that is not there is an error that names it") {
  const auto ran = run_program({"no-such-program-anywhere"});
  REQUIRE_FALSE(ran);
  CHECK(ran.error().problems.front().find("no-such-program-anywhere") == 0);
}
