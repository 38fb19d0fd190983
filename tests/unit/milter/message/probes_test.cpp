// The message by which `postern doctor` finds out what the MTA does: recognised, answered, and nobody's.
#include "milter/message/probes.hpp"

#include <catch2/catch.hpp>

#include "mail/pass_token.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using milter::Probes;
using milter::Reply;
using Lines = std::vector<std::string>;

namespace {

constexpr std::chrono::sys_seconds kNoon =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{12};
const std::string kBounces = "restricted-contact@york.gov.uk";

Letter probe(const std::string& token) {
  Letter letter;
  letter.mail_from = "<>";
  letter.recipients = {"<Restricted-Contact@york.gov.uk>"};
  letter.header = {{"X-Postern-Probe", " " + token}, {"From", " " + kBounces}, {"Message-ID", " <probe@york.gov.uk>"}};
  return letter;
}

Reply refused() {
  return {Reply::Kind::reject, "550", "5.7.0", "This is postern's own probe; nothing was delivered"};
}

/// Neither store nor quarantine was touched, and nothing was edited.
bool left_no_trace(Gateway& york) {
  return york.journal.empty() && york.mta.edits.empty() && york.files.whole.empty() && york.events().empty() &&
         york.outbox().empty() && york.woken == 0;
}

}  // namespace

TEST_CASE("a probe whose token is known is refused, and only its token tells of it", "[milter][probe]") {
  Gateway york;
  york.config.authserv_ids = {"mx.york.gov.uk"};
  const std::string token = york.probes.begin(kNoon);
  Letter letter = probe(token);
  letter.header.push_back({"Authentication-Results", " mx.york.gov.uk; spf=pass smtp.mailfrom=x@forged.invalid"});
  letter.header.push_back({"Authentication-Results", " elsewhere.test; spf=pass smtp.mailfrom=x@other.invalid"});
  letter.header.push_back({"Received", " from a by b"});
  letter.header.push_back({"Authentication-Results", " mx.york.gov.uk; spf=pass smtp.mailfrom=x@below.invalid"});
  CHECK(york.pass(letter).last == refused());
  CHECK(left_no_trace(york));
  const auto seen = york.probes.seen(token, kNoon);
  REQUIRE(seen);
  CHECK(seen->times == 1);
  CHECK(seen->first == std::vector<milter::ProbeSight>{{kNoon, "Q1", "192.0.2.9", true, true, {"forged.invalid"}}});
}

TEST_CASE("a probe is refused under observe and from exempt clients too", "[milter][probe]") {
  Gateway york;
  york.config.enforcement = conf::Enforcement::observe;
  Letter letter = probe(york.probes.begin(kNoon));
  letter.authenticated = true;
  CHECK(york.pass(letter).last == refused());
}

TEST_CASE("where the path cannot refuse a probe is discarded, and an unknown one never", "[milter][probe]") {
  Gateway york;
  Letter letter = probe(york.probes.begin(kNoon));
  letter.by_smtp = false;
  CHECK(york.pass(letter).last == milter::discard());
  CHECK(left_no_trace(york));
  letter.by_smtp = true;
  york.config.milter.at_border = false;
  CHECK(york.pass(letter).last == milter::discard());
  for (const std::string& forged : {mail::random_id(), std::string("x"), std::string()}) {
    Letter other = probe(forged);
    other.by_smtp = false;
    CHECK(york.pass_again(other).last == milter::proceed());
    CHECK(york.mta.edits == Lines{"remove X-Postern-Probe 1"});
  }
}

TEST_CASE("a message for anybody else is no probe, whatever token it carries", "[milter][probe]") {
  Gateway york;
  const std::string token = york.probes.begin(kNoon);
  Letter letter = probe(token);
  letter.recipients.emplace_back("<tax@york.gov.uk>");
  CHECK(york.pass(letter).last == milter::proceed());
  CHECK(york.mta.edits == Lines{"remove X-Postern-Probe 1"});
  CHECK(york.probes.seen(token, kNoon)->times == 0);
}

TEST_CASE("a restricted customer's message with a forged probe is decided as ever", "[milter][probe]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded());
  Letter letter;
  letter.recipients = {"<tax@york.gov.uk>"};
  letter.header.push_back({"X-Postern-Probe", " " + york.probes.begin(kNoon)});
  york.pass(letter);
  CHECK(york.event_lines() == Lines{"tax@york.gov.uk forward restricted"});
}

TEST_CASE("a token is good for five minutes, and a clock set back ends it", "[milter][probe]") {
  Probes probes;
  const std::string token = probes.begin(kNoon);
  CHECK(mail::is_random_id(token));
  CHECK(probes.knows(token, kNoon + Probes::kKept - std::chrono::seconds{1}));
  CHECK_FALSE(probes.knows(token, kNoon + Probes::kKept));
  CHECK_FALSE(probes.knows(token, kNoon - std::chrono::seconds{1}));
  probes.note(token, {}, kNoon + Probes::kKept);
  CHECK(probes.seen(token, kNoon)->times == 0);
}

TEST_CASE("the oldest token makes room, and the first sights are kept", "[milter][probe]") {
  Probes probes;
  const std::string first = probes.begin(kNoon);
  std::string last;
  for (std::size_t i = 1; i < Probes::kMost; ++i) last = probes.begin(kNoon + std::chrono::seconds{1});
  CHECK(probes.knows(first, kNoon + std::chrono::seconds{1}));
  const std::string more = probes.begin(kNoon + std::chrono::seconds{1});
  CHECK_FALSE(probes.knows(first, kNoon + std::chrono::seconds{1}));
  CHECK(probes.knows(last, kNoon + std::chrono::seconds{1}));
  for (int i = 0; i < 100; ++i) probes.note(more, {}, kNoon + std::chrono::seconds{1});
  const auto seen = probes.seen(more, kNoon + std::chrono::seconds{1});
  CHECK(seen->times == 100);
  CHECK(seen->first.size() == Probes::kMostSights);
}
