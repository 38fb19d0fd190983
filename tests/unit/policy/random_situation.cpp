#include "unit/policy/random_situation.hpp"

#include <array>

namespace postern::policy::samples {
namespace {

const std::vector<std::string> kPeople{"alex", "Sam", "kim+tag", "alex.ward"};
const std::vector<std::string> kDomains{"example.org", "a.example.org", "b.a.example.org", "Example.net", "gmail.com"};
const std::vector<std::string> kCouncil{"tax@york.gov.uk",   "m@york.gov.uk",          "n@york.gov.uk",
                                        "one@york.gov.uk",   "one.second@york.gov.uk", "two@york.gov.uk",
                                        "foi@york.gov.uk",   "parks@sub.york.gov.uk",  "Tax+bins@york.gov.uk",
                                        "abuse@york.gov.uk", "complaints@york.gov.uk"};
const std::vector<std::string> kDays{"2026-10-01", "2026-11-01", "2026-11-02", "2026-11-03", "2026-12-01"};

}  // namespace

std::string RandomSituation::customer_address() {
  return kPeople[below(kPeople.size())] + "@" + kDomains[below(kDomains.size())];
}

std::string RandomSituation::identifier() {
  if (!yes(3)) return customer_address();
  return (yes() ? "@" : "@.") + kDomains[below(kDomains.size())];
}

std::string RandomSituation::council_address() {
  return kCouncil[below(kCouncil.size())];
}

std::string RandomSituation::recipient() {
  return yes(8) ? "friend@elsewhere.test" : council_address();
}

Terms RandomSituation::terms() {
  constexpr std::array kActions{Action::forward, Action::quarantine, Action::reject, Action::junk, Action::deliver};
  using Kind = CouncillorAccess::Kind;
  constexpr std::array kKinds{Kind::undecided, Kind::all, Kind::none, Kind::only, Kind::alternative};
  Terms made = samples::terms(kActions[below(kActions.size())]);
  for (std::size_t i = below(3); i > 0; --i) made.managers.push_back(kCouncil[i]);
  for (std::size_t i = below(2); i > 0; --i) made.contacts.push_back(council_address());
  made.any_contact = yes(10);
  const Kind kind = kKinds[below(kKinds.size())];
  limit(made);
  const bool listed = kind == Kind::only || (kind == Kind::alternative && !yes(5));
  return with_councillors(made, kind, listed ? std::vector{council_address()} : std::vector<std::string>{});
}

std::vector<ContactHours> RandomSituation::hours() {
  std::vector<std::chrono::weekday> days{std::chrono::weekday{static_cast<unsigned>(below(7))}};
  for (unsigned number = 0; number < 7; ++number) {
    if (yes() && std::chrono::weekday{number} != days.front()) days.emplace_back(number);
  }
  // Quarters of an hour, and the end of the day among them.
  const std::size_t from = below(96);
  const std::size_t to = from + 1 + below(96 - from);
  const auto time = [](std::size_t quarters) { return std::chrono::minutes{15 * static_cast<int>(quarters)}; };
  std::vector<ContactHours> made{{days, time(from), time(to)}};
  if (to < 96 && yes()) made.push_back({days, time(to + below(96 - to)), time(96)});
  return made;
}

void RandomSituation::limit(Terms& terms) {
  constexpr std::array kLimiting{Action::quarantine, Action::reject, Action::junk, Action::hold};
  constexpr std::array kPeriods{Period::day, Period::week, Period::month};
  if (yes(3)) {
    terms.hours = hours();
    if (yes()) terms.outside_hours = kLimiting[below(4)];
  }
  if (yes(3)) {
    terms.volume = Volume{1 + static_cast<unsigned>(below(3)), kPeriods[below(3)]};
    if (yes()) terms.beyond_volume = kLimiting[below(3)];
  }
}

Usage RandomSituation::usage(const Log& log) {
  std::vector<std::pair<Reference, unsigned>> used;
  for (const RestrictionInForce& one : log.rules.restrictions) {
    if (one.terms->volume && yes()) {
      used.emplace_back(one.reference, one.terms->volume->messages - 1 + static_cast<unsigned>(below(3)));
    }
  }
  return Usage(std::move(used));
}

Log RandomSituation::log() {
  constexpr std::array kChosen{Action::junk, Action::quarantine, Action::reject, Action::forward};
  Log log;
  if (yes(4)) log.council.closed_days.push_back(day(kDays[below(kDays.size())]));
  log.overdue = std::array{Overdue::keep, Overdue::soften, Overdue::lapse}[below(3)];
  log.councillor({"one@york.gov.uk", "one.second@york.gov.uk"}).councillor({"two@york.gov.uk"});
  if (yes()) log.protects("foi@york.gov.uk");
  for (std::size_t i = below(5); i > 0; --i) {
    log.restricts("RCC-2026-000" + std::to_string(i), {identifier(), identifier()}, terms(),
                  yes(3) ? kDays[below(kDays.size())] : "", yes(3) ? kDays[below(kDays.size())] : "");
    if (yes(3)) log.rules.restrictions.back().review_by = day(kDays[below(kDays.size())]);
    if (yes(5)) log.rules.restrictions.back().lapses = now();
  }
  for (std::size_t i = below(4); i > 0; --i) {
    log.choice(yes() ? "one@york.gov.uk" : "two@york.gov.uk", {identifier()}, kChosen[below(kChosen.size())],
               council_address());
  }
  return log;
}

Message RandomSituation::message() {
  constexpr std::array kHeaders{IdentityKind::from, IdentityKind::sender, IdentityKind::reply_to};
  Message message = mail(yes(4) ? "" : customer_address(), {});
  message.delivery_report = message.identities.empty() && yes();
  for (std::size_t i = below(3); i > 0; --i) {
    message = with(std::move(message), kHeaders[below(kHeaders.size())], customer_address());
  }
  for (Identity& identity : message.identities) identity.doubtful = yes(4);
  for (std::size_t i = below(5); i > 0; --i) {
    const std::string text = recipient();
    message.recipients.push_back({text, address(text)});
  }
  return message;
}

std::chrono::sys_seconds RandomSituation::now() {
  return at("2026-11-02T00:00:00Z") + std::chrono::minutes{15 * static_cast<int>(below(4 * 96))} -
         std::chrono::hours{48};
}

}  // namespace postern::policy::samples
