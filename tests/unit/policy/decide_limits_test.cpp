// Rules 5, 5a and 5b (decision.md 3): hours and volumes, for whom they hold, and what comes of them.
#include <algorithm>

#include <catch2/catch.hpp>

#include "policy/decision/decide.hpp"
#include "policy/decision/explain.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using namespace std::chrono_literals;
using Access = CouncillorAccess::Kind;

namespace {

const std::string kAlex = "alex@example.org";
const std::string kReference = "RCC-2026-0001";
/// Monday, 2 November 2026.
const auto kOpen = at("2026-11-02T09:00:00Z");
const auto kClosed = at("2026-11-02T12:00:00Z");

/// Mondays to Fridays, 9:00 to 12:00, and five messages a week; housing@ is a contact.
Terms limited(Action action, std::vector<std::string> managers = {"m.manager@york.gov.uk"}) {
  Terms made = terms(action, std::move(managers), {"housing@york.gov.uk"});
  made.hours = {
      {{std::chrono::Monday, std::chrono::Tuesday, std::chrono::Wednesday, std::chrono::Thursday, std::chrono::Friday},
       9h,
       12h}};
  made.volume = Volume{5, Period::week};
  return made;
}

Terms with_limits(Terms made, std::optional<Action> outside_hours, std::optional<Action> beyond_volume) {
  made.outside_hours = outside_hours;
  made.beyond_volume = beyond_volume;
  return made;
}

Log under(Terms terms) {
  Log log;
  log.restricts(kReference, {kAlex}, std::move(terms)).councillor({"cllr.ward@york.gov.uk"});
  log.councillor({"cllr.other@york.gov.uk"}).protects("foi@york.gov.uk");
  return log;
}

Usage used(unsigned count) {
  return Usage({{kReference, count}});
}

std::string to(const std::string& recipient, const Log& log, std::chrono::sys_seconds now, unsigned count = 0) {
  return decided(mail(kAlex, {recipient}), log, now, used(count));
}

const std::string kHeld = "hold outside-hours RCC-2026-0001 until 2026-11-03T09:00:00Z";
const std::string kKept = "quarantine beyond-volume RCC-2026-0001";

}  // namespace

TEST_CASE("within the hours and the volume nothing changes", "[policy][limits]") {
  const Log log = under(limited(Action::forward));
  CHECK(to("housing@york.gov.uk", log, kOpen, 4) == "deliver permitted-contact RCC-2026-0001");
  CHECK(to("m.manager@york.gov.uk", log, kOpen, 4) == "deliver permitted-contact RCC-2026-0001");
  CHECK(to("tax@york.gov.uk", log, kOpen, 4) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
}

TEST_CASE("outside the hours contacts and managers are held, and so is what would be forwarded or delivered",
          "[policy][limits]") {
  const Log log = under(limited(Action::forward));
  CHECK(to("housing@york.gov.uk", log, kClosed) == kHeld);
  CHECK(to("m.manager@york.gov.uk", log, kClosed) == kHeld);
  CHECK(to("tax@york.gov.uk", log, kClosed) == kHeld);
  CHECK(to("tax@york.gov.uk", under(limited(Action::deliver)), kClosed) == kHeld);
  Terms any = limited(Action::reject);
  any.any_contact = true;
  CHECK(to("tax@york.gov.uk", under(any), kClosed) == kHeld);
  CHECK(to("tax@york.gov.uk", under(any), kOpen) == "deliver permitted-contact RCC-2026-0001");
}

TEST_CASE("what reaches nobody is outside hours and volume", "[policy][limits]") {
  for (const Action action : {Action::quarantine, Action::reject, Action::junk}) {
    const Log log = under(limited(action));
    const std::string unchanged = std::string(to_text(action)) + " restricted RCC-2026-0001";
    CHECK(to("tax@york.gov.uk", log, kClosed) == unchanged);
    CHECK(to("tax@york.gov.uk", log, kOpen, 5) == unchanged);
    CHECK(to("housing@york.gov.uk", log, kClosed) == kHeld);
    CHECK(to("housing@york.gov.uk", log, kOpen, 5) == kKept);
  }
  // A forward with nobody to forward to is kept, at any hour.
  CHECK(to("tax@york.gov.uk", under(limited(Action::forward, {})), kClosed) == "quarantine restricted RCC-2026-0001");
}

TEST_CASE("the volume ends with its last message, for forwarded mail too", "[policy][limits]") {
  const Log log = under(limited(Action::forward));
  for (const char* recipient : {"housing@york.gov.uk", "m.manager@york.gov.uk", "tax@york.gov.uk"}) {
    CHECK(to(recipient, log, kOpen, 4).find("beyond-volume") == std::string::npos);
    CHECK(to(recipient, log, kOpen, 5) == kKept);
    CHECK(to(recipient, log, kOpen, 6) == kKept);
  }
  CHECK(to("tax@york.gov.uk", under(limited(Action::deliver)), kOpen, 5) == kKept);
  // Another restriction's count is not this one's.
  CHECK(decided(mail(kAlex, {"housing@york.gov.uk"}), log, kOpen, Usage({{"RCC-2026-0002", 5}})) ==
        "deliver permitted-contact RCC-2026-0001");
}

TEST_CASE("outside the hours comes before beyond the volume", "[policy][limits]") {
  CHECK(to("housing@york.gov.uk", under(limited(Action::forward)), kClosed, 5) == kHeld);
}

TEST_CASE("each action outside the hours and beyond the volume", "[policy][limits]") {
  for (const Action action : {Action::quarantine, Action::reject, Action::junk}) {
    const Log log = under(with_limits(limited(Action::forward), action, action));
    const std::string word(to_text(action));
    CHECK(to("tax@york.gov.uk", log, kClosed) == word + " outside-hours RCC-2026-0001");
    CHECK(to("tax@york.gov.uk", log, kOpen, 5) == word + " beyond-volume RCC-2026-0001");
    CHECK(to("tax@york.gov.uk", log, kOpen, 4) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk");
  }
  const Log log = under(with_limits(limited(Action::forward), Action::reject, Action::reject));
  const auto refused = decisions(mail(kAlex, {"tax@york.gov.uk"}), log, kClosed);
  CHECK(refused[0].reply == "Your contact is restricted. Please write to m.manager@york.gov.uk.");
  CHECK(final_at_rcpt(refused[0], *log.snapshot()));
}

TEST_CASE("councillors, protected addresses and others are outside hours and volume", "[policy][limits]") {
  Log log = under(with_councillors(limited(Action::forward), Access::only, {"cllr.ward@york.gov.uk"}));
  log.councillor({"cllr.chose@york.gov.uk"}).choice("cllr.chose@york.gov.uk", {kAlex}, Action::junk);
  for (const auto now : {kOpen, kClosed}) {
    CHECK(to("cllr.ward@york.gov.uk", log, now, 5) == "deliver councillor-access RCC-2026-0001");
    CHECK(to("cllr.chose@york.gov.uk", log, now, 5) == "junk councillor-choice of cllr.chose@york.gov.uk");
    CHECK(to("foi@york.gov.uk", log, now, 5) == "deliver protected RCC-2026-0001");
    CHECK(to("complaints@york.gov.uk", log, now, 5) == "deliver protected RCC-2026-0001");
    CHECK(to("friend@example.org", log, now, 5) == "deliver outside-council RCC-2026-0001");
  }
  // A councillor to whom the rule falls through is like anybody.
  CHECK(to("cllr.other@york.gov.uk", log, kClosed) == kHeld);
  CHECK(to("cllr.other@york.gov.uk", log, kOpen, 5) == kKept);
  const Log another_way =
      under(with_councillors(limited(Action::forward), Access::alternative, {"democratic@york.gov.uk"}));
  CHECK(to("cllr.other@york.gov.uk", another_way, kClosed, 5) ==
        "forward councillor-access RCC-2026-0001 to democratic@york.gov.uk");
}

TEST_CASE("by Reply-To alone a refusal outside the hours or beyond the volume is kept, and goes to no manager",
          "[policy][limits]") {
  const Log log = under(with_limits(limited(Action::forward), Action::reject, Action::reject));
  const Message form = with(mail("forms@other.test", {"tax@york.gov.uk"}), IdentityKind::reply_to, kAlex);
  CHECK(decided(form, log, kClosed) == "quarantine outside-hours RCC-2026-0001 softened");
  CHECK(decided(form, log, kOpen, used(5)) == "quarantine beyond-volume RCC-2026-0001 softened");
  CHECK(decided(with(form, IdentityKind::from, kAlex), log, kClosed) == "reject outside-hours RCC-2026-0001");
  // What is milder already stays as it is.
  CHECK(decided(form, under(limited(Action::forward)), kClosed) == kHeld);
  // A refusal that Reply-To made a forward is limited like any forward.
  const Log rejecting = under(limited(Action::reject));
  CHECK(decided(form, rejecting, kOpen) == "forward restricted RCC-2026-0001 to m.manager@york.gov.uk softened");
  CHECK(decided(form, rejecting, kClosed) == kHeld + " softened");
  CHECK(decided(form, rejecting, kOpen, used(5)) == kKept + " softened");
}

TEST_CASE("an overdue review turns a refusal outside the hours or beyond the volume into quarantine",
          "[policy][limits][overdue]") {
  Log log = under(with_limits(limited(Action::forward), Action::reject, Action::reject));
  log.rules.restrictions.back().review_by = day("2026-11-01");
  CHECK(to("tax@york.gov.uk", log, kClosed) == "reject outside-hours RCC-2026-0001");
  log.overdue = Overdue::soften;
  CHECK(to("tax@york.gov.uk", log, kClosed) == "quarantine outside-hours RCC-2026-0001 overdue");
  CHECK(to("tax@york.gov.uk", log, kOpen, 5) == "quarantine beyond-volume RCC-2026-0001 overdue");
}

TEST_CASE("of several restrictions the strictest wins: reject, quarantine, hold, forward, junk, deliver",
          "[policy][limits][several]") {
  const auto beside = [](const Terms& other, std::chrono::sys_seconds now, unsigned count = 0) {
    Log log = under(limited(Action::forward));
    log.restricts("RCC-2026-0002", {"sam@example.org"}, other);
    const Message message = with(mail(kAlex, {"tax@york.gov.uk"}), IdentityKind::from, "sam@example.org");
    return decided(message, log, now, used(count));
  };
  CHECK(beside(terms(Action::reject), kClosed) == "reject restricted RCC-2026-0002");
  CHECK(beside(terms(Action::quarantine), kClosed) == "quarantine restricted RCC-2026-0002");
  for (const Action milder : {Action::forward, Action::junk, Action::deliver}) {
    CHECK(beside(terms(milder, {"n@york.gov.uk"}), kClosed) == kHeld);
    CHECK(beside(terms(milder, {"n@york.gov.uk"}), kOpen, 5) == kKept);
  }
  // The other one is held, this one is beyond its volume: kept.
  Terms evenings = limited(Action::forward);
  evenings.hours[0].from = 17h;
  evenings.hours[0].to = 18h;
  CHECK(beside(evenings, kOpen) == "hold outside-hours RCC-2026-0002 until 2026-11-02T17:00:00Z");
  CHECK(beside(evenings, kOpen, 5) == kKept);
  // Both are held: the lower reference, and its own opening.
  CHECK(beside(evenings, kClosed) == kHeld);
}

TEST_CASE("hours that never open hold nothing back: nobody would let it go", "[policy][limits]") {
  Terms never = limited(Action::forward);
  never.hours[0].days = {std::chrono::Monday};
  Log log = under(never);
  for (int week = 0; week < 110; ++week) {
    log.council.closed_days.push_back(Day{std::chrono::sys_days{day("2026-11-02")} + std::chrono::days{7 * week}});
  }
  CHECK(to("tax@york.gov.uk", log, kOpen) == "quarantine outside-hours RCC-2026-0001");
}

TEST_CASE("a message may count under each restriction that it matches and that has a volume",
          "[policy][limits][count]") {
  Log log = under(limited(Action::forward));
  Terms monthly = terms(Action::forward, {"n@york.gov.uk"});
  monthly.volume = Volume{2, Period::month};
  log.restricts("RCC-2026-0002", {"sam@example.org"}, monthly);
  log.restricts("RCC-2026-0003", {"kim@example.org"}, terms(Action::junk));
  Message all = with(mail(kAlex, {"tax@york.gov.uk"}), IdentityKind::from, "sam@example.org");
  all = with(with(all, IdentityKind::sender, "kim@example.org"), IdentityKind::reply_to, kAlex);
  const std::vector<Quota> wanted{{kReference, 5, {at("2026-11-02T00:00:00Z"), at("2026-11-09T00:00:00Z")}},
                                  {"RCC-2026-0002", 2, {at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")}}};
  CHECK(quotas(all, *log.snapshot(), kOpen) == wanted);
  CHECK(quotas(mail("kim@example.org", {"tax@york.gov.uk"}), *log.snapshot(), kOpen).empty());
  CHECK(quotas(mail("nobody@example.org", {"tax@york.gov.uk"}), *log.snapshot(), kOpen).empty());
}

TEST_CASE("a message counts once where it was let through to a person under rule 5 or 6", "[policy][limits][count]") {
  const auto counts = [](const Log& log, const std::vector<std::string>& recipients, std::chrono::sys_seconds now,
                         unsigned count = 0) {
    const Message message = mail(kAlex, recipients);
    const auto all = quotas(message, *log.snapshot(), now);
    return counted(decisions(message, log, now, used(count)), all).size();
  };
  const Log log = under(limited(Action::forward));
  CHECK(counts(log, {"housing@york.gov.uk"}, kOpen) == 1);
  CHECK(counts(log, {"tax@york.gov.uk"}, kOpen) == 1);
  CHECK(counts(log, {"housing@york.gov.uk", "tax@york.gov.uk", "m.manager@york.gov.uk"}, kOpen) == 1);
  CHECK(counts(log, {"foi@york.gov.uk", "cllr.ward@york.gov.uk", "friend@example.org"}, kOpen) == 0);
  CHECK(counts(log, {"foi@york.gov.uk", "tax@york.gov.uk"}, kOpen) == 1);
  CHECK(counts(log, {"tax@york.gov.uk"}, kClosed) == 0);
  CHECK(counts(log, {"tax@york.gov.uk"}, kOpen, 5) == 0);
  for (const Action action : {Action::quarantine, Action::reject, Action::junk}) {
    CHECK(counts(under(limited(action)), {"tax@york.gov.uk"}, kOpen) == 0);
    CHECK(counts(under(limited(action)), {"tax@york.gov.uk", "housing@york.gov.uk"}, kOpen) == 1);
  }
  CHECK(counts(under(limited(Action::deliver)), {"tax@york.gov.uk"}, kOpen) == 1);
  const Log junk_beyond = under(with_limits(limited(Action::forward), {}, Action::junk));
  CHECK(counts(junk_beyond, {"tax@york.gov.uk"}, kOpen, 5) == 0);
}

TEST_CASE("a message counts only under the restriction that decided it", "[policy][limits][count]") {
  Log log = under(limited(Action::forward));
  Terms stricter = limited(Action::quarantine);
  stricter.contacts.clear();
  log.restricts("RCC-2026-0002", {"sam@example.org"}, stricter);
  const Message both = with(mail(kAlex, {"tax@york.gov.uk"}), IdentityKind::from, "sam@example.org");
  const auto all = quotas(both, *log.snapshot(), kOpen);
  REQUIRE(all.size() == 2);
  CHECK(counted(decisions(both, log, kOpen), all).empty());
}

TEST_CASE("what is met by Reply-To alone uses up nobody's volume, and is limited by it", "[policy][limits][count]") {
  const Log log = under(limited(Action::forward));
  const Message form = with(mail("form@site.test", {"tax@york.gov.uk"}), IdentityKind::reply_to, kAlex);
  const auto all = quotas(form, *log.snapshot(), kOpen);
  REQUIRE(all.size() == 1);
  CHECK(counted(decisions(form, log, kOpen), all).empty());
  CHECK(counted(decisions(with(form, IdentityKind::from, kAlex), log, kOpen), all) == all);
  CHECK(counted(decisions(with_doubtful(form, IdentityKind::from, kAlex), log, kOpen), all) == all);
  CHECK(decided(form, log, kOpen, used(5)) == "quarantine beyond-volume RCC-2026-0001");
}

TEST_CASE("a limit never refuses what only a lenient reading finds", "[policy][limits]") {
  const Log log = under(with_limits(limited(Action::forward), Action::reject, Action::reject));
  const Message other = mail("other@site.test", {"tax@york.gov.uk"});
  CHECK(decided(with_doubtful(other, IdentityKind::from, kAlex), log, kClosed) ==
        "quarantine outside-hours RCC-2026-0001 softened");
  CHECK(decided(with(other, IdentityKind::from, kAlex), log, kClosed) == "reject outside-hours RCC-2026-0001");
}

TEST_CASE("a held, a limited and a refused message are told in a sentence and by their replies",
          "[policy][limits][explain]") {
  const Log log = under(with_limits(limited(Action::forward), {}, Action::reject));
  const Message message = mail(kAlex, {"tax@york.gov.uk"});
  const auto told = [&](std::chrono::sys_seconds now, unsigned count) {
    return why(decisions(message, log, now, used(count))[0], log.council);
  };
  CHECK(told(kClosed, 0) ==
        "It is outside the hours of contact under RCC-2026-0001 (met by envelope alex@example.org): it is held until "
        "the hours of contact open at 2026-11-03T09:00:00Z.");
  CHECK(told(kOpen, 5) ==
        "The volume of contact is used up under RCC-2026-0001 (met by envelope alex@example.org): it is refused.");
  CHECK(replies(message, *log.snapshot(), used(5), Path{true}, kOpen) ==
        std::vector<std::string>{"550 5.7.1 Your contact is restricted. Please write to m.manager@york.gov.uk."});
  CHECK(replies(message, *log.snapshot(), used(4), Path{true}, kOpen) == std::vector<std::string>{"250"});
  CHECK(replies(message, *log.snapshot(), used(5), Path{true}, kClosed) == std::vector<std::string>{"250"});
}
