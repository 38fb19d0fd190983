#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

std::vector<std::string> refused_variation(Desk& desk, const admin::NewTerms& terms) {
  return refusal<admin::Stepped>(desk, [&] { return admin::vary(*desk.store, kRef, terms, "", desk.acting); });
}

admin::NewTerms from_document(const std::string& text) {
  const auto read = admin::read_new_terms(text, "terms.yaml");
  REQUIRE(read);
  return *read;
}

}  // namespace

TEST_CASE("a variation of what is in force waits, and the terms in force go on", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const auto stepped = taken(desk, [&] {
    return admin::vary(*desk.store, kRef, new_terms("{action: junk, councillors: all}"), "Quieter", desk.acting);
  });
  CHECK(stepped.restriction.terms.action == policy::Action::forward);
  CHECK(stepped.restriction.proposal->terms.action == policy::Action::junk);
  CHECK(stepped.restriction.proposal->drafted_by == "ict.admin");
  CHECK(stepped.restriction.informed);
  CHECK(desk.audit().back().action == "proposed");
  CHECK(desk.store->rules()->restrictions.front().terms->action == policy::Action::forward);
}

TEST_CASE("authorising a proposal changes the terms over, and the customer must be told anew", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::proposed);
  const auto revision = desk.contents().revision;
  const auto stepped =
      taken(desk, [&] { return admin::authorise(*desk.store, kRef, decision("2026-11-02", "Memo 2"), desk.acting); });
  CHECK(desk.contents().revision == revision + 1);
  CHECK(stepped.restriction.status == policy::Status::in_force);
  CHECK(stepped.restriction.terms.action == policy::Action::junk);
  CHECK_FALSE(stepped.restriction.proposal);
  CHECK_FALSE(stepped.restriction.informed);
  CHECK(mentions(stepped.missing, "informed: is missing"));
  CHECK(desk.audit().back().action == "varied");
  CHECK(desk.store->rules()->restrictions.front().terms->action == policy::Action::junk);
  const auto told = taken(desk, [&] {
    return admin::inform(*desk.store, kRef, {day("2026-11-02"), "letter", kOfficer}, desk.acting);
  });
  CHECK(told.missing.empty());
}

TEST_CASE("whoever drafted a variation, or has not seen it, cannot have authorised it", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::in_force);
  desk.acting.actor = {"The Director", "director"};
  REQUIRE(admin::vary(*desk.store, kRef, new_terms("{action: junk, councillors: all}"), "", desk.acting));
  const auto lines = refusal<admin::Stepped>(
      desk, [&] { return admin::authorise(*desk.store, kRef, decision("2026-11-02", "Memo 2"), desk.acting); });
  CHECK(mentions(lines, "drafted it; somebody else must authorise it"));
  Desk other;
  bring_to(other, State::proposed);
  const auto same =
      refusal<admin::Stepped>(other, [&] { return admin::authorise(*other.store, kRef, decision(), other.acting); });
  CHECK(mentions(same, "authorisation of the present terms"));
}

TEST_CASE("a proposal that could not be in force is refused when it is authorised at the latest", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::in_force);
  CHECK(mentions(refused_variation(desk, new_terms("{action: forward, councillors: all}")), "email.managers"));
  REQUIRE(admin::vary(*desk.store, kRef, new_terms("{action: reject, councillors: none}"), "", desk.acting));
  const auto lines = refusal<admin::Stepped>(
      desk, [&] { return admin::authorise(*desk.store, kRef, decision("2026-11-02", "Memo 2"), desk.acting); });
  CHECK(mentions(lines, "email.councillors_reason"));
}

TEST_CASE("an overdue review keeps nobody from authorising a variation", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::proposed);
  desk.acting.now = std::chrono::sys_days{std::chrono::year{2027} / 10 / 15};
  taken(desk, [&] { return admin::authorise(*desk.store, kRef, decision("2027-10-14", "Memo 2"), desk.acting); });
}

TEST_CASE("the terms in force take a proposal back, and a second proposal replaces the first", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::proposed);
  const admin::NewTerms in_force{desk.restriction(kRef).terms, std::nullopt};
  const auto replaced_one = taken(desk, [&] {
    return admin::vary(*desk.store, kRef, new_terms("{action: reject, councillors: all}"), "", desk.acting);
  });
  CHECK(mentions(replaced_one.notes, "replaces the proposal of ict.admin"));
  taken(desk, [&] { return admin::vary(*desk.store, kRef, in_force, "", desk.acting); });
  CHECK_FALSE(desk.restriction(kRef).proposal);
  CHECK(desk.audit().back().action == "proposal-withdrawn");
  CHECK(mentions(refused_variation(desk, in_force), "nothing would change"));
}

TEST_CASE("other terms of a draft drop its authorisation and its letter", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::authorised);
  REQUIRE(admin::inform(*desk.store, kRef, {day("2026-11-02"), "letter", ""}, desk.acting));
  const auto stepped = taken(desk, [&] {
    return admin::vary(*desk.store, kRef, new_terms("{action: junk, councillors: all}"), "", desk.acting);
  });
  CHECK(stepped.restriction.status == policy::Status::draft);
  CHECK(stepped.restriction.terms.action == policy::Action::junk);
  CHECK_FALSE(stepped.restriction.authorised);
  CHECK_FALSE(stepped.restriction.informed);
  CHECK(mentions(refused_variation(desk, new_terms("{action: junk, councillors: all}")), "nothing would change"));
}

TEST_CASE("a document that changes anything but email is no variation", "[admin][vary]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const std::string same = replaced(draft_document(), "action: forward", "action: quarantine");
  CHECK(mentions(refused_variation(desk, from_document(replaced(same, "reasons: Forty", "reasons: Fifty"))),
                 "reasons: differs from the log"));
  CHECK(mentions(refused_variation(desk, from_document(same + "    reference: RCC-2026-0002\n")),
                 "the document is about RCC-2026-0002"));
  taken(desk, [&] { return admin::vary(*desk.store, kRef, from_document(same), "", desk.acting); });
}

TEST_CASE("what vary reads is one restriction, or one email", "[admin][vary]") {
  for (const std::string text :
       {"", "restrictions: []\n", "email: {action: junk}\nrestrictions:\n  - {email: {action: junk}}\n",
        "restrictions:\n  - {email: {action: junk}}\n  - {email: {action: junk}}\n", "email: {action: drop}\n",
        "councillors: []\n", "email: [\n"}) {
    INFO(text);
    CHECK_FALSE(admin::read_new_terms(text, "terms.yaml"));
  }
  CHECK(admin::read_new_terms("restrictions:\n  - {email: {action: junk}}\n", "terms.yaml")->written);
}
