#include <catch2/catch.hpp>

#include "admin/doctor/findings/live_checks.hpp"

using namespace postern;
using admin::doctor::Standing;
using mail::MilterHandshake;
using Outcome = MilterHandshake::Outcome;

namespace {

admin::doctor::Finding judged(Outcome outcome, std::uint32_t actions = 0) {
  MilterHandshake handshake;
  handshake.outcome = outcome;
  handshake.version = 6;
  handshake.actions = actions;
  handshake.words = "Words";
  return admin::doctor::findings_handshake(handshake, "unix:/run/x.sock");
}

}  // namespace

TEST_CASE("a filter that makes postern's edits is fine, and any other is not", "[admin][handshake]") {
  const auto fine = judged(Outcome::agreed, mail::kActionsOfPostern);
  CHECK(fine.standing == Standing::fine);
  CHECK(fine.mend.empty());
  CHECK(judged(Outcome::agreed, mail::kActionsOfPostern | 0x100).standing == Standing::fine);
  CHECK(judged(Outcome::agreed, mail::kActionsOfPostern & ~0x40U).standing == Standing::fault);
}

TEST_CASE("each other outcome says how to mend it, and only what could not be tried is unknown", "[admin][handshake]") {
  for (const Outcome outcome : {Outcome::nobody, Outcome::not_allowed, Outcome::unreachable, Outcome::too_slow,
                                Outcome::no_milter, Outcome::refused}) {
    const auto finding = judged(outcome);
    CHECK(finding.check == "milter-handshake");
    CHECK(finding.standing == (outcome == Outcome::not_allowed ? Standing::unknown : Standing::fault));
    CHECK(finding.what.find("unix:/run/x.sock") != std::string::npos);
    CHECK_FALSE(finding.mend.empty());
  }
}
