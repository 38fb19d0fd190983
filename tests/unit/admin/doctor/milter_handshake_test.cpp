// The filter's socket tried as an MTA does it: every way in which it may fail has a word of its own.
#include "admin/service/doctor/milter_handshake.hpp"

#include <catch2/catch.hpp>

#include "admin/service/doctor/live_checks.hpp"
#include "contract/temporary_folder.hpp"
#include "support/admin/scripted_socket.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::string_literals;
using admin::MilterHandshake;
using admin::Standing;
using Outcome = MilterHandshake::Outcome;
using Then = ScriptedSocket::Then;
using namespace std::chrono_literals;

namespace {

/// What Postfix offers: version 6, all actions, all steps.
const std::string kOffer = "\0\0\0\x0DO\0\0\0\x06\0\0\x01\xFF\0\x1F\xFF\xFF"s;
/// What posternd answers: version 6, its five edits.
const std::string kAnswer = "\0\0\0\x0DO\0\0\0\x06\0\0\0\x5D\0\x10\x00\x00"s;

struct Tried {
  MilterHandshake handshake;
  std::string heard;
};

Tried tried(const std::string& answer, Then then = Then::hang, std::chrono::milliseconds patience = 30s) {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "socket";
  ScriptedSocket socket(path, kOffer.size(), answer, then);
  const auto handshake = admin::shake_hands("unix:" + path, patience);
  return {handshake, socket.heard()};
}

admin::Finding judged(Outcome outcome, std::uint32_t actions = 0) {
  MilterHandshake handshake;
  handshake.outcome = outcome;
  handshake.version = 6;
  handshake.actions = actions;
  handshake.words = "Words";
  return admin::judged(handshake, "unix:/run/x.sock");
}

}  // namespace

TEST_CASE("a filter that answers is offered all, and left politely", "[admin][handshake]") {
  const auto [handshake, heard] = tried(kAnswer);
  CHECK(handshake.outcome == Outcome::agreed);
  CHECK(handshake.version == 6);
  CHECK(handshake.actions == admin::kActionsOfPostern);
  CHECK(handshake.steps == 0x100000);
  CHECK(heard == kOffer + "\0\0\0\x01Q"s);
}

TEST_CASE("a filter that answers with its macros too is one", "[admin][handshake]") {
  std::string longer = kAnswer + "\0\0\0\x01{x}\0"s;
  longer[3] = static_cast<char>(longer.size() - 4);
  CHECK(tried(longer).handshake.outcome == Outcome::agreed);
}

TEST_CASE("what is no milter is told from one that refuses, and from one that says nothing", "[admin][handshake]") {
  CHECK(tried("220 mx.york.gov.uk ESMTP\r\n").handshake.outcome == Outcome::no_milter);
  CHECK(tried("\0\0\0\0"s).handshake.outcome == Outcome::no_milter);
  CHECK(tried("\0\0\0\x01O"s).handshake.outcome == Outcome::no_milter);
  CHECK(tried("\0\0\0\x01z"s).handshake.outcome == Outcome::no_milter);
  CHECK(tried("", Then::close).handshake.outcome == Outcome::no_milter);
  CHECK(tried("\0\0"s, Then::close).handshake.outcome == Outcome::no_milter);
  CHECK(tried("\0\0\0\x01r"s).handshake.outcome == Outcome::refused);
  CHECK(tried("", Then::hang, 50ms).handshake.outcome == Outcome::too_slow);
  CHECK(tried(kAnswer.substr(0, 9), Then::hang, 50ms).handshake.outcome == Outcome::too_slow);
}

TEST_CASE("where nobody listens is told from where nobody can be reached", "[admin][handshake]") {
  const contract::TemporaryFolder folder;
  const auto missing = admin::shake_hands("unix:" + std::string(folder / "missing"));
  CHECK(missing.outcome == Outcome::nobody);
  CHECK(missing.words == "No such file or directory");
  CHECK(admin::shake_hands("inet:1@127.0.0.1").outcome == Outcome::nobody);
  CHECK(admin::shake_hands("inet6:1@127.0.0.1").outcome == Outcome::unreachable);
  CHECK(admin::shake_hands("unix:/" + std::string(200, 'x')).outcome == Outcome::unreachable);
}

TEST_CASE("a filter that makes postern's edits is fine, and any other is not", "[admin][handshake]") {
  const auto fine = judged(Outcome::agreed, admin::kActionsOfPostern);
  CHECK(fine.standing == Standing::fine);
  CHECK(fine.mend.empty());
  CHECK(judged(Outcome::agreed, admin::kActionsOfPostern | 0x100).standing == Standing::fine);
  CHECK(judged(Outcome::agreed, admin::kActionsOfPostern & ~0x40U).standing == Standing::fault);
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
