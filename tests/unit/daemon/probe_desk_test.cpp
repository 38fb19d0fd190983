// What the control socket answers about probes.
#include "daemon/probe_desk.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mail/pass_token.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using milter::Probes;

namespace {

constexpr std::chrono::sys_seconds kAsked =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{12};

}  // namespace

TEST_CASE("the control socket gives a token, and tells what was seen of it", "[daemon][probe]") {
  Probes probes;
  const auto given = daemon::about_probe(probes, "", kAsked);
  CHECK(given["ok"] == true);
  CHECK(given["seconds"] == 300);
  const std::string token = given["token"];
  CHECK(daemon::about_probe(probes, token, kAsked).dump() == R"({"ok":true,"times":0,"seen":[]})");
  probes.note(token, {kAsked, "Q1", "192.0.2.9", false, false, {"a.invalid"}}, kAsked);
  CHECK(daemon::about_probe(probes, token, kAsked).dump() ==
        R"({"ok":true,"times":1,"seen":[{"at":"2026-11-02T12:00:00Z","queue_id":"Q1","client":"192.0.2.9",)"
        R"("by_smtp":false,"refused":false,"believed":["a.invalid"]}]})");
  CHECK(daemon::about_probe(probes, mail::random_id(), kAsked)["ok"] == false);
}
