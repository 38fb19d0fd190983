// The filter's socket tried as an MTA does it: every way in which it may fail has a word of its own.
#include "mail/milter_handshake.hpp"

#include <stop_token>

#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"
#include "support/mail/scripted_socket.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::string_literals;
using mail::MilterHandshake;
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

MilterHandshake at(const std::string& socket, std::chrono::milliseconds patience = 30s) {
  return mail::shake_hands(mail::place_of(socket), patience);
}

Tried tried(const std::string& answer, Then then = Then::hang, std::chrono::milliseconds patience = 30s) {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "socket";
  ScriptedSocket socket(path, kOffer.size(), answer, then);
  const auto handshake = at("unix:" + path, patience);
  return {handshake, socket.heard()};
}

}  // namespace

TEST_CASE("a filter that answers is offered all, and left politely", "[mail][handshake]") {
  const auto [handshake, heard] = tried(kAnswer);
  CHECK(handshake.outcome == Outcome::agreed);
  CHECK(handshake.version == 6);
  CHECK(handshake.actions == mail::kActionsOfPostern);
  CHECK(handshake.steps == 0x100000);
  CHECK(heard == kOffer + "\0\0\0\x01Q"s);
}

TEST_CASE("a filter that answers with its macros too is one", "[mail][handshake]") {
  std::string longer = kAnswer + "\0\0\0\x01{x}\0"s;
  longer[3] = static_cast<char>(longer.size() - 4);
  CHECK(tried(longer).handshake.outcome == Outcome::agreed);
}

TEST_CASE("what is no milter is told from one that refuses, and from one that says nothing", "[mail][handshake]") {
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

TEST_CASE("where nobody listens is told from where nobody can be reached", "[mail][handshake]") {
  const contract::TemporaryFolder folder;
  const auto missing = at("unix:" + std::string(folder / "missing"));
  CHECK(missing.outcome == Outcome::nobody);
  CHECK(missing.words == "No such file or directory");
  CHECK(at("inet:1@127.0.0.1").outcome == Outcome::nobody);
  CHECK(at("inet:1@[127.0.0.1]").outcome == Outcome::nobody);
  CHECK(at("inet6:1@127.0.0.1").outcome == Outcome::unreachable);
  CHECK(at("unix:/" + std::string(200, 'x')).outcome == Outcome::unreachable);
}

TEST_CASE("a handshake that is told to stop does not wait for an answer", "[mail][handshake]") {
  const contract::TemporaryFolder folder;
  const std::string path = folder / "socket";
  const ScriptedSocket silent(path, kOffer.size(), "");
  std::stop_source source;
  source.request_stop();
  CHECK(mail::shake_hands(mail::place_of("unix:" + path), 1h, source.get_token()).outcome != Outcome::agreed);
}

TEST_CASE("why they did not agree is said, and nothing where they did", "[mail][handshake]") {
  CHECK(mail::fault_in(tried(kAnswer).handshake).empty());
  CHECK(mail::fault_in(tried("\0\0\0\x01r"s).handshake) == "the negotiation was refused");
  CHECK(mail::fault_in(at("inet:1@127.0.0.1")) == "it cannot be connected to: Connection refused");
  for (const Outcome outcome : {Outcome::not_allowed, Outcome::unreachable, Outcome::too_slow, Outcome::no_milter}) {
    CHECK_FALSE(mail::fault_in({.outcome = outcome, .words = "Words"}).empty());
  }
}
