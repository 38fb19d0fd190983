// The last good snapshot stays, whatever becomes of the store.
#include "milter/message/rules_in_force.hpp"

#include <catch2/catch.hpp>

#include "support/milter/few_rules.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using milter::RulesInForce;
using std::chrono::steady_clock;
using test::FewRules;

namespace {

steady_clock::time_point at(int second) {
  return steady_clock::time_point{} + std::chrono::seconds{second};
}

policy::ProtectedAddress address(const std::string& text) {
  return {text, "a test"};
}

struct Watched {
  Watched() {
    log.now.revision = 1;
    REQUIRE(rules.use(config));
  }
  std::uint64_t revision() const { return rules.current()->snapshot->revision(); }
  test::Gateway york;
  std::shared_ptr<const conf::Config> config = std::make_shared<const conf::Config>(york.config);
  FewRules log;
  RulesInForce rules{log};
};

}  // namespace

TEST_CASE("nothing is in force before the store was read once", "[milter][rules]") {
  const test::Gateway york;
  FewRules log;
  log.away = true;
  RulesInForce rules(log);
  CHECK_FALSE(rules.use(std::make_shared<const conf::Config>(york.config)));
  CHECK(rules.current() == nullptr);
}

TEST_CASE("a change is published, and what did not change is not read again", "[milter][rules]") {
  Watched watched;
  const auto before = watched.rules.current();
  CHECK(watched.rules.refresh(at(1)));
  CHECK(watched.log.reads == 1);
  CHECK(watched.rules.current() == before);
  watched.log.now.revision = 2;
  watched.log.now.protected_addresses = {address("foi@york.gov.uk")};
  CHECK(watched.rules.refresh(at(2)));
  CHECK(watched.revision() == 2);
  CHECK(watched.log.reads == 2);
  // A message under way keeps what it began with.
  CHECK(before->snapshot->revision() == 1);
}

TEST_CASE("a store that is away leaves the last good rules, and health says so", "[milter][rules][S7]") {
  Watched watched;
  CHECK(watched.rules.refresh(at(5)));
  watched.log.now.revision = 2;
  SECTION("wholly") {
    watched.log.away = true;
  }
  SECTION("after its revision was read") {
    watched.log.half_away = true;
  }
  CHECK_FALSE(watched.rules.refresh(at(6)));
  CHECK(watched.revision() == 1);
  CHECK(watched.rules.health().error == "the store is away");
  CHECK(watched.rules.health().checked == at(5));
  watched.log.away = watched.log.half_away = false;
  CHECK(watched.rules.refresh(at(7)));
  CHECK(watched.revision() == 2);
  CHECK(watched.rules.health().error.empty());
  CHECK(watched.rules.health().checked == at(7));
}

TEST_CASE("contents that make no snapshot are tried once, until they change", "[milter][rules][S9]") {
  Watched watched;
  watched.log.now.revision = 2;
  watched.log.now.protected_addresses = {address("no address")};
  CHECK_FALSE(watched.rules.refresh(at(1)));
  CHECK_FALSE(watched.rules.refresh(at(2)));
  CHECK(watched.log.reads == 2);
  CHECK(watched.revision() == 1);
  CHECK_FALSE(watched.rules.health().error.empty());
  watched.log.now.revision = 3;
  watched.log.now.protected_addresses.clear();
  CHECK(watched.rules.refresh(at(3)));
  CHECK(watched.revision() == 3);
}

TEST_CASE("templates are tried with their configuration, not with each change of the store", "[milter][rules]") {
  Watched watched;
  auto changed = std::make_shared<conf::Config>(watched.york.config);
  changed->notice_templates.reminder.html.text = "{{#whom}}";
  CHECK_FALSE(watched.rules.use(changed));
  CHECK(watched.log.reads == 1);  // nothing else was looked at
  changed->notice_templates = watched.york.config.notice_templates;
  REQUIRE(watched.rules.use(changed));
  // Nobody changes what is published; were they tried again, this would be noticed.
  changed->notice_templates.reminder.html.text = "{{#whom}}";
  watched.log.now.revision = 2;
  CHECK(watched.rules.refresh(at(1)));
  CHECK(watched.revision() == 2);
}

TEST_CASE("a reload takes a new configuration with the rules, or nothing", "[milter][rules]") {
  Watched watched;
  auto changed = watched.york.config;
  changed.limits.recipients = 7;
  watched.log.away = true;
  CHECK_FALSE(watched.rules.use(std::make_shared<const conf::Config>(changed)));
  CHECK(watched.rules.current()->config == watched.config);
  watched.log.away = false;
  CHECK(watched.rules.use(std::make_shared<const conf::Config>(changed)));
  CHECK(watched.rules.current()->config->limits.recipients == 7);
}
