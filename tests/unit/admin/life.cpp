#include "unit/admin/life.hpp"

#include <algorithm>

namespace postern::test {

policy::Day day(const std::string& text) {
  const auto found = policy::day_from_text(text);
  REQUIRE(found);
  return *found;
}

std::string draft_document(const std::string& address) {
  return "restrictions:\n" +
         replaced(replaced(good_restriction(address, "", ""),
                           "    authorised: {by: director-cbss, on: 2026-10-01, evidence: Memo}\n", ""),
                  "    informed: {on: 2026-10-02, how: letter}\n", "");
}

admin::RulesDocument document(const std::string& text) {
  const auto read = admin::read_rules_document(text, "rules.yaml");
  if (!read) FAIL(read.error().problems.front());
  return *read;
}

admin::NewTerms new_terms(const std::string& email) {
  const auto read = admin::read_new_terms("email: " + email + "\n", "terms.yaml");
  if (!read) FAIL(read.error().problems.front());
  return *read;
}

policy::Authorisation decision(const std::string& on, const std::string& evidence) {
  return {kOfficer, day(on), evidence};
}

std::string in_words(State state) {
  switch (state) {
    case State::draft:
      return "draft";
    case State::authorised:
      return "authorised";
    case State::in_force:
      return "in force";
    case State::proposed:
      return "in force with a proposal";
    case State::emergency:
      return "an emergency";
    case State::lifted:
      return "lifted";
    case State::declined:
      return "declined";
  }
  return {};
}

void bring_to(Desk& desk, State state) {
  db::CentralLog& log = *desk.store;
  const auto must = [](const auto& done) {
    if (!done) FAIL(done.error().problems.front());
  };
  if (state == State::emergency) {
    const std::string email = "    email: {action: quarantine, councillors: all}\n";
    return must(admin::begin_emergency(
        log, document("restrictions:\n  - customer: {identifiers: {email: [alex@example.org]}}\n" + email), kOfficer,
        "Threats", desk.acting));
  }
  must(admin::draft(log, document(draft_document()), desk.acting));
  if (state == State::draft) return;
  if (state == State::declined) return must(admin::decline(log, kRef, kOfficer, "Not needed", desk.acting));
  must(admin::authorise(log, kRef, decision(), desk.acting));
  if (state == State::authorised) return;
  must(admin::inform(log, kRef, {day("2026-11-01"), "letter", ""}, desk.acting));
  must(admin::activate(log, kRef, std::nullopt, desk.acting));
  if (state == State::proposed) {
    must(admin::vary(log, kRef, new_terms("{action: junk, councillors: all}"), "Quieter", desk.acting));
  }
  if (state == State::lifted) must(admin::lift(log, kRef, kOfficer, "Kept to it", desk.acting));
}

admin::Stepped taken(Desk& desk, const std::function<policy::Result<admin::Stepped>()>& step) {
  const auto entries = desk.audit().size();
  auto done = step();
  if (!done) FAIL(done.error().problems.front());
  CHECK(desk.audit().size() == entries + 1);
  const auto present = desk.store->restriction(done->restriction.reference);
  REQUIRE(present);
  CHECK(present->restriction == done->restriction);
  CHECK(present->version == done->version);
  return std::move(*done);
}

bool mentions(const std::vector<std::string>& lines, const std::string& words) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

}  // namespace postern::test
