#include <catch2/catch.hpp>

#include "conf/load.hpp"

using namespace postern;
using namespace std::chrono_literals;
using policy::Recurrence;

namespace {

policy::Result<conf::Config> with_digests(const std::string& digests) {
  return conf::load_text("council: {domains: [york.gov.uk]}\ndigests: " + digests + "\n", "postern.yaml");
}

std::string complaint(const std::string& digests) {
  const auto loaded = with_digests(digests);
  return loaded ? std::string() : loaded.error().problems.front();
}

}  // namespace

TEST_CASE("digests go to officers on Mondays, to owners of kept messages daily and to managers if asked",
          "[conf][digests]") {
  const auto config = with_digests("{}");
  REQUIRE(config);
  CHECK(config->digests.officers == Recurrence::weekly);
  CHECK(config->digests.kept == Recurrence::daily);
  CHECK(config->digests.managers == Recurrence::off);
  CHECK(config->digests.at == 7h);
}

TEST_CASE("each digest has a recurrence of its own, and all have one time", "[conf][digests]") {
  const auto config = with_digests("{officers: daily, kept: off, managers: weekly, at: \"16:45\"}");
  REQUIRE(config);
  CHECK(config->digests.officers == Recurrence::daily);
  CHECK(config->digests.kept == Recurrence::off);
  CHECK(config->digests.managers == Recurrence::weekly);
  CHECK(config->digests.at == 16h + 45min);
}

TEST_CASE("a recurrence or a time that is none is refused", "[conf][digests]") {
  CHECK(complaint("{kept: hourly}").find("digests.kept: is hourly; allowed: daily, weekly, off") != std::string::npos);
  CHECK(complaint("{everybody: daily}").find("digests.everybody: is no key") != std::string::npos);
  for (const char* time : {"\"24:00\"", "\"7:00\"", "\"07:60\"", "noon", "\"\""}) {
    INFO(time);
    CHECK(complaint(std::string("{at: ") + time + "}").find("digests.at: is ") != std::string::npos);
  }
}

TEST_CASE("the author of what postern writes is an address, with a name or without", "[conf][digests]") {
  const auto with_author = [](const std::string& author) {
    return conf::load_text("council: {domains: [york.gov.uk]}\nmail: {from: '" + author + "'}\n", "postern.yaml");
  };
  CHECK(with_author("Restricted Contact <restricted-contact@york.gov.uk>"));
  CHECK(with_author("restricted-contact@york.gov.uk"));
  for (const char* author : {"Restricted Contact", "Restricted Contact <york.gov.uk>", "R <r@york.gov.uk", "<>"}) {
    INFO(author);
    const auto config = with_author(author);
    REQUIRE_FALSE(config);
    CHECK(config.error().problems.front().find("mail.from: ") != std::string::npos);
  }
}
