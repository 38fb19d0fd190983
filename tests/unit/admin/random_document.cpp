#include "unit/admin/random_document.hpp"

#include <array>

namespace postern::test {
namespace {

constexpr std::array<std::string_view, 40> kPieces{
    "a",    "Z",  "9",    " ",  "  ",     ":",      ": ",   " #",   "#",    "-",
    "- ",   "?",  "!",    "&a", "*a",     "|",      ">",    "%",    "@",    "`",
    "'",    "\"", "\\",   "{",  "}",      "[",      "]",    ",",    "\n",   "\t",
    "null", "~",  "true", "é",  "\u2028", "\u0085", "\x01", "\x04", "\x7f", "\xF0\x9F\x98\x80"};

}  // namespace

std::string RandomDocument::text() {
  std::string text;
  const int length = number(1, 8);
  for (int i = 0; i < length; ++i) text += kPieces[static_cast<std::size_t>(number(0, int{kPieces.size()} - 1))];
  return text;
}

std::vector<std::string> RandomDocument::texts(int least) {
  std::vector<std::string> found;
  const int count = number(least, 3);
  for (int i = 0; i < count; ++i) found.push_back(text());
  return found;
}

policy::Day RandomDocument::day() {
  return policy::Day{std::chrono::year{number(1990, 2100)}, std::chrono::month{static_cast<unsigned>(number(1, 12))},
                     std::chrono::day{static_cast<unsigned>(number(1, 28))}};
}

std::optional<std::chrono::sys_seconds> RandomDocument::maybe_instant() {
  if (!sometimes()) return std::nullopt;
  return std::chrono::sys_days{day()} + std::chrono::seconds{number(0, 86399)};
}

policy::ContactHours RandomDocument::hours() {
  policy::ContactHours hours;
  for (int i = number(0, 3); i > 0; --i) hours.days.emplace_back(static_cast<unsigned>(number(0, 6)));
  hours.from = std::chrono::minutes{number(0, 700)};
  hours.to = std::chrono::minutes{number(701, 1440)};
  return hours;
}

policy::CouncillorAccess RandomDocument::access() {
  using Kind = policy::CouncillorAccess::Kind;
  const Kind kind = std::array{Kind::undecided, Kind::all, Kind::none, Kind::only,
                               Kind::alternative}[static_cast<std::size_t>(number(0, 4))];
  if (kind == Kind::only) return {kind, texts()};
  if (kind == Kind::alternative) return {kind, {text()}};
  return {kind, {}};
}

policy::Terms RandomDocument::terms() {
  using policy::Action;
  policy::Terms terms;
  terms.action = std::array{Action::forward, Action::quarantine, Action::reject, Action::junk,
                            Action::deliver}[static_cast<std::size_t>(number(0, 4))];
  terms.managers = texts();
  terms.any_contact = sometimes();
  if (!terms.any_contact) terms.contacts = texts();
  for (int i = number(0, 2); i > 0; --i) terms.hours.push_back(hours());
  if (sometimes()) terms.outside_hours = Action::hold;
  if (sometimes()) terms.volume = policy::Volume{static_cast<unsigned>(number(1, 99)), policy::Period::month};
  if (sometimes()) terms.beyond_volume = Action::reject;
  terms.councillors = access();
  terms.councillors_reason = maybe();
  terms.remind = sometimes();
  if (sometimes()) terms.remind_every = std::chrono::seconds{number(1, 1'000'000)};
  terms.reply = maybe();
  return terms;
}

policy::Restriction RandomDocument::restriction() {
  policy::Restriction one;
  one.reference = maybe();
  one.customer_name = maybe();
  one.email = texts();
  one.telephone = texts();
  if (sometimes()) one.support_worker = policy::Person{maybe(), maybe()};
  if (sometimes()) one.requested_by = policy::Person{maybe(), maybe()};
  one.drafted_by = maybe();
  one.reasons = maybe();
  for (int i = number(0, 2); i > 0; --i) one.warnings.push_back({maybe_day(), maybe(), maybe()});
  one.no_warning_because = maybe();
  one.measures_considered = maybe();
  one.terms = terms();
  for (int i = number(0, 2); i > 0; --i) one.other_channels.emplace_back(text() + std::to_string(i), text());
  if (sometimes()) one.authorised = policy::Authorisation{maybe(), maybe_day(), maybe()};
  if (sometimes()) one.informed = policy::Informed{maybe_day(), maybe(), maybe()};
  one.starts = maybe_day();
  one.ends = maybe_day();
  one.review_by = maybe_day();
  one.legal_hold = sometimes();
  one.status = std::array{policy::Status::draft, policy::Status::authorised, policy::Status::in_force,
                          policy::Status::ended, policy::Status::declined}[static_cast<std::size_t>(number(0, 4))];
  for (int i = number(0, 2); i > 0; --i) {
    one.reviews.push_back({maybe_day(), maybe(), policy::Outcome::vary, maybe(), maybe_day()});
    one.representations.push_back({maybe_day(), maybe(), maybe(), maybe(), maybe_day()});
    one.notes.push_back({maybe_day(), maybe(), maybe(), sometimes()});
  }
  if (sometimes()) one.emergency = policy::Emergency{maybe(), maybe_instant(), maybe(), maybe_instant()};
  if (sometimes()) one.proposal = policy::Proposal{maybe(), maybe_day(), maybe(), terms()};
  if (sometimes()) one.ended = policy::Ended{maybe_day(), maybe(), policy::Ending::superseded, maybe()};
  return one;
}

policy::Choice RandomDocument::choice() {
  using policy::Action;
  policy::Choice choice;
  choice.customer = text();
  choice.action = std::array{Action::junk, Action::quarantine, Action::reject,
                             Action::forward}[static_cast<std::size_t>(number(0, 3))];
  if (choice.action == Action::forward) choice.forward_to = text();
  choice.since = maybe_day();
  choice.because = maybe();
  choice.asked_by = maybe();
  return choice;
}

policy::Councillor RandomDocument::councillor() {
  policy::Councillor councillor{maybe(), maybe(), texts(1), {}};
  for (int i = number(0, 2); i > 0; --i) councillor.choices.push_back(choice());
  return councillor;
}

admin::RulesDocument RandomDocument::document() {
  admin::RulesDocument document;
  for (int i = number(0, 3); i > 0; --i) document.restrictions.push_back(restriction());
  for (int i = number(0, 2); i > 0; --i) document.councillors.push_back(councillor());
  for (int i = number(0, 2); i > 0; --i) document.protected_addresses.push_back({text(), maybe()});
  return document;
}

}  // namespace postern::test
