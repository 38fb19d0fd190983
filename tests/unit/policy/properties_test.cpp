// What must hold whatever the rules and the messages are (quality.md, properties).
#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "policy/decision/explain.hpp"
#include "unit/policy/naive_policy.hpp"
#include "unit/policy/random_situation.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

constexpr unsigned kRounds = 1'000;

bool contains(const std::vector<std::size_t>& numbers, std::size_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

bool shares_contain(const std::vector<Share>& shares, std::size_t number) {
  return std::any_of(shares.begin(), shares.end(),
                     [&](const Share& share) { return contains(share.recipients, number); });
}

/// Whether a forward of this plan goes to `recipient`.
bool is_forwarded_to(const Plan& plan, const Address& recipient) {
  const auto goes_there = [&](const Share& share) {
    const auto& to = share.treatment.forward_to;
    return share.treatment.action == Action::forward && std::find(to.begin(), to.end(), recipient) != to.end();
  };
  return (plan.in_place && goes_there(*plan.in_place)) ||
         std::any_of(plan.copies.begin(), plan.copies.end(), goes_there);
}

/// What becomes of recipient number `i`; `nothing` must never happen.
std::string fate(const Plan& plan, const std::vector<Decision>& decisions, std::size_t i) {
  if (plan.verdict == Verdict::reject) return "refused";
  if (plan.in_place && contains(plan.in_place->recipients, i)) {
    const bool stays = !contains(plan.removed, i);
    if (plan.in_place->treatment.action == Action::forward) return "forwarded";
    return stays ? "delivered" : "nothing";
  }
  if (shares_contain(plan.copies, i)) return "copied";
  if (shares_contain(plan.kept, i)) return "kept";
  return is_forwarded_to(plan, decisions[i].recipient) ? "has the forwarded copy" : "nothing";
}

/// Whom the MTA still delivers the message itself to.
std::vector<Address> staying(const Plan& plan, const std::vector<Decision>& decisions) {
  std::vector<Address> found = plan.added;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (!contains(plan.removed, i)) found.push_back(decisions[i].recipient);
  }
  return found;
}

std::vector<Decision> decided_somehow(RandomSituation& situation) {
  const Log log = situation.log();
  return decisions(situation.message(), log, situation.now(), situation.usage(log));
}

}  // namespace

TEST_CASE("decide() says what the naive reference says", "[policy][property][S11]") {
  std::set<std::string> seen;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    RandomSituation situation(seed);
    const Log log = situation.log();
    const auto now = situation.now();
    const auto snapshot = log.snapshot();
    const Usage usage = situation.usage(log);
    for (int i = 0; i < 4; ++i) {
      const Message message = situation.message();
      const auto decided_now = decide(message, *snapshot, usage, now);
      REQUIRE(decided_now.size() == message.recipients.size());
      for (std::size_t which = 0; which < decided_now.size(); ++which) {
        INFO("seed " << seed << ", message " << i << ", to " << message.recipients[which].raw);
        const std::string words = in_words(decided_now[which]);
        if (words != naively_decided(message, which, log, usage, now))
          CHECK(words == naively_decided(message, which, log, usage, now));
        seen.insert(std::string(to_text(decided_now[which].action)) + " " +
                    std::string(to_text(decided_now[which].rule)));
      }
    }
  }
  CHECK(seen.size() == 23);  // every pair of action and rule that there can be was met on the way
}

TEST_CASE("adding a recipient never changes another recipient's decision", "[policy][property]") {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    RandomSituation situation(seed);
    const Log log = situation.log();
    const Message before = situation.message();
    const auto now = situation.now();
    Message after = before;
    const std::size_t place = situation.below(after.recipients.size() + 1);
    const std::string added = situation.recipient();
    after.recipients.insert(after.recipients.begin() + static_cast<std::ptrdiff_t>(place), {added, address(added)});
    const Usage usage = situation.usage(log);
    auto then = decisions(after, log, now, usage);
    then.erase(then.begin() + static_cast<std::ptrdiff_t>(place));
    const auto first = decisions(before, log, now, usage);
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (in_words(first[i]) != in_words(then[i])) CHECK(in_words(first[i]) == in_words(then[i]));
    }
  }
}

TEST_CASE("a restriction that has ended, or not begun, decides as if it were not there", "[policy][property]") {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    RandomSituation situation(seed);
    Log log = situation.log();
    const Message message = situation.message();
    const Log without = log;
    log.restricts("RCC-2020-0001", {"alex@example.org", "@.org"}, terms(Action::reject), "", "2026-10-30");
    log.restricts("RCC-2020-0002", {"alex@example.org", "@.net"}, terms(Action::reject), "2026-11-05");
    const auto now = situation.now();
    const auto first = decisions(message, without, now);
    const auto second = decisions(message, log, now);
    for (std::size_t i = 0; i < first.size(); ++i) {
      // It still tells which addresses are one customer's, about whom a councillor may have made a choice.
      if (first[i].choice_of || second[i].choice_of) continue;
      if (in_words(first[i]) != in_words(second[i])) CHECK(in_words(first[i]) == in_words(second[i]));
    }
  }
}

TEST_CASE("every recipient is delivered, copied, kept or refused: never none", "[policy][property]") {
  std::set<std::string> fates;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    RandomSituation situation(seed);
    const auto decided_now = decided_somehow(situation);
    for (const bool can_refuse : {true, false}) {
      const Plan made = plan(decided_now, Path{can_refuse});
      for (std::size_t i = 0; i < decided_now.size(); ++i) {
        INFO("seed " << seed << ", recipient " << i << " " << in_words(decided_now[i]));
        const std::string found = fate(made, decided_now, i);
        if (found == "nothing") CHECK(found != "nothing");
        fates.insert(found);
      }
    }
  }
  CHECK(fates ==
        std::set<std::string>{"copied", "delivered", "forwarded", "has the forwarded copy", "kept", "refused"});
}

TEST_CASE("a plan can be carried out: somebody stays, nobody twice, nothing refused where it cannot be",
          "[policy][property]") {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    RandomSituation situation(seed);
    const auto decided_now = decided_somehow(situation);
    if (decided_now.empty()) continue;
    for (const bool can_refuse : {true, false}) {
      const Plan made = plan(decided_now, Path{can_refuse});
      INFO("seed " << seed);
      const auto left = staying(made, decided_now);
      const bool sound = (made.verdict == Verdict::accept) == made.in_place.has_value() &&
                         (made.verdict != Verdict::accept || !left.empty()) &&
                         (made.verdict == Verdict::accept || (made.removed.empty() && made.added.empty())) &&
                         (made.verdict == Verdict::accept || made.copies.empty()) &&
                         (made.verdict != Verdict::discard || !made.kept.empty()) &&
                         (can_refuse || made.verdict != Verdict::reject) &&
                         std::is_sorted(made.removed.begin(), made.removed.end()) &&
                         (made.verdict == Verdict::reject) == !made.reply.empty();
      if (!sound) CHECK(sound);
      for (const Address& added : made.added) CHECK(std::count(left.begin(), left.end(), added) == 1);
      for (const Share& kept : made.kept) {
        if (!can_refuse && kept.treatment.action == Action::reject) CHECK(kept.treatment.action != Action::reject);
      }
    }
  }
}

TEST_CASE("nobody is told of a refusal of what is delivered, nor of acceptance of what is refused",
          "[policy][property]") {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    RandomSituation situation(seed);
    const Log log = situation.log();
    const Message message = situation.message();
    const auto now = situation.now();
    const auto snapshot = log.snapshot();
    const Usage usage = situation.usage(log);
    const auto said = replies(message, *snapshot, usage, Path{true}, now);
    const auto decided_now = decide(message, *snapshot, usage, now);
    REQUIRE(said.size() == decided_now.size());
    for (std::size_t i = 0; i < said.size(); ++i) {
      const bool honest = said[i] == "250" || (said[i].starts_with("550 5.7.1 ") && said[i].size() > 10 &&
                                               decided_now[i].action == Action::reject);
      INFO("seed " << seed << ", " << said[i] << " for " << in_words(decided_now[i]));
      if (!honest) CHECK(honest);
      if (why(decided_now[i], log.council).empty()) FAIL("a decision without words");
    }
  }
}
