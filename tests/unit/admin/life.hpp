// One restriction in each state of its life, and each step that can be taken from there.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "admin/service/life/customer_addresses.hpp"
#include "admin/service/life/decisions.hpp"
#include "admin/service/life/drafts.hpp"
#include "admin/service/life/record_notes.hpp"
#include "admin/service/life/representations.hpp"
#include "admin/service/life/reviews.hpp"
#include "admin/service/life/variation.hpp"
#include "unit/admin/desk.hpp"

namespace postern::test {

inline const policy::Reference kRef = "RCC-2026-0001";
inline const std::string kOfficer = "director-cbss";

policy::Day day(const std::string& text);
/// A restriction as a document that may be drafted: everything but the decision and the letter.
std::string draft_document(const std::string& address = "alex@example.org");
admin::RulesDocument document(const std::string& text);
/// What `vary` would read.
admin::NewTerms new_terms(const std::string& email);
policy::Authorisation decision(const std::string& on = "2026-11-01", const std::string& evidence = "Memo");

/// RCC-2026-0001 of alex@example.org, brought to a state by the steps themselves.
enum class State { draft, authorised, in_force, proposed, emergency, lifted, declined };
inline constexpr std::array kStates{State::draft,     State::authorised, State::in_force, State::proposed,
                                    State::emergency, State::lifted,     State::declined};
std::string in_words(State state);
void bring_to(Desk& desk, State state);

/// The lines of a refusal; the test fails where the step was taken or anything has changed.
template <class T>
std::vector<std::string> refusal(Desk& desk, const std::function<policy::Result<T>()>& step) {
  const auto revision = desk.contents().revision;
  const auto entries = desk.audit().size();
  const auto done = step();
  if (done) FAIL("the step was taken");
  CHECK(desk.contents().revision == revision);
  CHECK(desk.audit().size() == entries);
  for (const std::string& line : done.error().problems) UNSCOPED_INFO(line);
  return done.error().problems;
}
/// The answer of a step that must be taken: one version more, one audit entry more.
admin::Stepped taken(Desk& desk, const std::function<policy::Result<admin::Stepped>()>& step);
bool mentions(const std::vector<std::string>& lines, const std::string& words);

}  // namespace postern::test
