// Once a day the daemon asks whether the addresses that need mail take some.
#include "admin/service/upkeep/upkeep_addresses.hpp"

#include <boost/asio/io_context.hpp>

#include "support/mail/scripted_server.hpp"
#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

/// The piece by itself, on a thread of the test's.
class Daily {
 public:
  explicit Daily(std::uint16_t port)
      : addresses_(context_, *desk.store, [this] { return std::make_shared<const conf::Config>(desk.config); },
                   {"127.0.0.1", port, "gate.york.gov.uk", 30s, 30s}) {}

  /// Whatever was begun is ended when it answers.
  admin::UpkeepRun look(std::chrono::sys_seconds now) {
    addresses_.look(now);
    context_.restart();
    context_.run();
    return addresses_.runs().front();
  }
  const Lines& refused() const { return addresses_.refused(); }

  Desk desk;

 private:
  boost::asio::io_context context_;
  admin::UpkeepAddresses addresses_;
};

/// A port on which nobody listens.
constexpr std::uint16_t kNobody = 1;

}  // namespace

TEST_CASE("the addresses are asked ten minutes after the start, and what is refused shows until the next day",
          "[admin][upkeep][addresses]") {
  ScriptedServer server(Script{{"RCPT m.manager@york.gov.uk", "550 5.1.1 no such user\r\n"}});
  Daily daily(server.port());
  bring_to(daily.desk, State::in_force);
  const auto before = daily.look(kNow);
  CHECK(before == admin::UpkeepRun{"addresses", {}, kNow + 10min, ""});
  CHECK_FALSE(daily.look(kNow + 599s).last);
  const auto asked = daily.look(kNow + 10min);
  CHECK(asked.last == kNow + 10min);
  CHECK(asked.next == kNow + 10min + 24h);
  CHECK(asked.problem == "m.manager@york.gov.uk (manager of RCC-2026-0001): 550 5.1.1 no such user");
  CHECK(daily.refused() == Lines{asked.problem});
  // The server takes one connection, and is gone: a second one would be a problem of another kind.
  CHECK(daily.look(kNow + 11min) == asked);
  CHECK(daily.look(kNow + 10min + 24h - 1s) == asked);
}

TEST_CASE("where every address takes mail there is no problem", "[admin][upkeep][addresses]") {
  ScriptedServer server(Script{});
  Daily daily(server.port());
  bring_to(daily.desk, State::in_force);
  daily.look(kNow);
  CHECK(daily.look(kNow + 10min) == admin::UpkeepRun{"addresses", kNow + 10min, kNow + 10min + 24h, ""});
  CHECK(daily.refused().empty());
}

TEST_CASE("a server that cannot be asked is asked again after an hour", "[admin][upkeep][addresses]") {
  Daily daily(kNobody);
  daily.look(kNow);
  const auto failed = daily.look(kNow + 10min);
  CHECK_FALSE(failed.last);
  CHECK(failed.next == kNow + 70min);
  CHECK_FALSE(failed.problem.empty());
  CHECK(daily.look(kNow + 69min) == failed);
  CHECK(daily.look(kNow + 70min).next == kNow + 130min);
}

TEST_CASE("a clock that is set back does not put the question off", "[admin][upkeep][addresses]") {
  ScriptedServer server(Script{});
  Daily daily(server.port());
  daily.look(kNow);
  CHECK(daily.look(kNow - 24h).last == kNow - 24h);
}

TEST_CASE("without a configuration nobody is asked", "[admin][upkeep][addresses]") {
  Desk desk;
  boost::asio::io_context context;
  admin::UpkeepAddresses addresses(context, *desk.store, {}, {"127.0.0.1", kNobody, "gate", 1s, 1s});
  addresses.look(kNow);
  addresses.look(kNow + 48h);
  context.run();
  CHECK(addresses.runs().front().problem.empty());
}
