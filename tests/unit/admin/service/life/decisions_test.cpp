#include "admin/service/life/history.hpp"
#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

using Lines = std::vector<std::string>;

Lines refused_activation(Desk& desk, const admin::Target& target = kRef) {
  return refusal<admin::Stepped>(desk, [&] { return admin::activate(*desk.store, target, std::nullopt, desk.acting); });
}

Lines refused_decision(Desk& desk, const policy::Authorisation& authorisation) {
  return refusal<admin::Stepped>(desk, [&] { return admin::authorise(*desk.store, kRef, authorisation, desk.acting); });
}

}  // namespace

TEST_CASE("a draft says what it still needs, and is activated when nothing is missing", "[admin][life]") {
  Desk desk;
  const auto drafted = admin::draft(*desk.store, document(draft_document()), desk.acting);
  REQUIRE(drafted);
  CHECK(drafted->front().restriction.reference == kRef);
  CHECK(mentions(drafted->front().missing, "authorised: is missing"));
  CHECK(mentions(drafted->front().missing, "informed: is missing"));
  CHECK(refused_activation(desk).size() == drafted->front().missing.size());
  taken(desk, [&] { return admin::authorise(*desk.store, kRef, decision(), desk.acting); });
  CHECK(refused_activation(desk) ==
        Lines{"RCC-2026-0001: informed: is missing: when and how the customer was told in writing (¶10)"});
  taken(desk, [&] { return admin::inform(*desk.store, kRef, {day("2026-11-02"), "letter", ""}, desk.acting); });
  const auto active = taken(desk, [&] { return admin::activate(*desk.store, kRef, std::nullopt, desk.acting); });
  CHECK(active.restriction.status == policy::Status::in_force);
  CHECK(active.missing.empty());
}

TEST_CASE("a draft without a day of review gets the latest that is allowed when it is authorised",
          "[admin][authorise]") {
  Desk desk;
  const auto text = replaced(draft_document(), "    review_by: 2027-09-30\n", "");
  REQUIRE(text != draft_document());
  REQUIRE(admin::draft(*desk.store, document(text), desk.acting));
  const auto authorised = taken(desk, [&] { return admin::authorise(*desk.store, kRef, decision(), desk.acting); });
  CHECK(authorised.restriction.review_by == day("2027-11-01"));
  CHECK(mentions(authorised.notes, "its review is due by 2027-11-01"));
  CHECK_FALSE(mentions(authorised.missing, "review_by"));
}

TEST_CASE("a day of review that somebody has named stays", "[admin][authorise]") {
  Desk desk;
  bring_to(desk, State::authorised);
  CHECK(desk.restriction(kRef).review_by == day("2027-09-30"));
}

TEST_CASE("a draft is refused with a status, with a reference of the log, or in other company", "[admin][draft]") {
  Desk desk;
  bring_to(desk, State::draft);
  const auto refused = [&](const std::string& text) {
    return refusal<std::vector<admin::Stepped>>(desk,
                                                [&] { return admin::draft(*desk.store, document(text), desk.acting); });
  };
  CHECK(mentions(refused(draft_document("b@example.org") + "    status: in-force\n"), "status: is draft here"));
  CHECK(mentions(refused(draft_document("b@example.org") + "    reference: RCC-2026-0001\n"), "in the log already"));
  CHECK(mentions(refused(draft_document("b@example.org") + "    reference: one\n"), "must have the form"));
  CHECK(mentions(refused(draft_document("b@gmail.test") + "protected:\n  - {address: foi@york.gov.uk}\n"),
                 "only restrictions belong here"));
  CHECK(mentions(refused("protected: []\n"), "there is no restriction in it"));
  CHECK(mentions(refused(replaced(draft_document("b"), "b\"", "tax@york.gov.uk\"")), "is an address of the council"));
  CHECK(mentions(refused(draft_document("b@example.org") +
                         "    emergency: {by: director-cbss, at: \"2026-11-02T10:00:00Z\", why: Threats}\n"),
                 "only the command"));
}

TEST_CASE("a document of drafts is taken whole, each with the next reference", "[admin][draft]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const std::string two =
      draft_document("alex@example.org") + replaced(draft_document("kim@example.net"), "restrictions:\n", "");
  const auto drafted = admin::draft(*desk.store, document(two), desk.acting);
  REQUIRE(drafted);
  REQUIRE(drafted->size() == 2);
  CHECK(drafted->at(0).restriction.reference == "RCC-2026-0002");
  CHECK(drafted->at(1).restriction.reference == "RCC-2026-0003");
  CHECK(desk.audit().back().action == "drafted");
  CHECK(mentions(drafted->at(0).missing, "is in force in RCC-2026-0001 already"));
}

TEST_CASE("only an officer of the day, who did not draft it, authorises, with evidence", "[admin][authorise]") {
  Desk desk;
  bring_to(desk, State::draft);
  CHECK(mentions(refused_decision(desk, {"nobody", day("2026-11-01"), "Memo"}), "no authorising officer"));
  CHECK(mentions(refused_decision(desk, {"former", day("2026-11-01"), "Memo"}), "did not hold the post"));
  CHECK(mentions(refused_decision(desk, {kOfficer, day("2026-11-03"), "Memo"}), "lies in the future"));
  CHECK(mentions(refused_decision(desk, {kOfficer, day("2026-11-01"), " "}), "evidence: is missing"));
  Desk other;
  other.acting.actor = {"Director@york.gov.uk", "root"};
  bring_to(other, State::draft);
  CHECK(mentions(refused_decision(other, decision()), "drafted it; somebody else must authorise it"));
}

TEST_CASE("everything that is wrong with a decision is said at once", "[admin][authorise]") {
  Desk desk;
  bring_to(desk, State::draft);
  CHECK(refused_decision(desk, {"nobody", day("2026-12-01"), ""}).size() == 3);
}

TEST_CASE("a decision about an older version is told what changed meanwhile", "[admin][conflict]") {
  Desk desk;
  bring_to(desk, State::draft);
  const auto seen = desk.store->restriction(kRef);
  REQUIRE(seen);
  const admin::Acting kim{desk.config, {"kim", "k.login"}, kNow + std::chrono::minutes{5}};
  REQUIRE(admin::vary(*desk.store, kRef, new_terms("{action: reject, councillors: all}"), "Worse", kim));
  const auto revision = desk.contents().revision;
  const auto late = admin::authorise(*desk.store, {kRef, seen->version}, decision(), desk.acting);
  REQUIRE_FALSE(late);
  CHECK(late.error().fault == policy::Fault::conflict);
  CHECK(late.error().problems.front() ==
        "RCC-2026-0001: changed meanwhile: version 2, 2026-11-02T12:05:00Z, by kim (k.login): email (varied)");
  CHECK(desk.contents().revision == revision);
  CHECK(admin::authorise(*desk.store, {kRef, seen->version + 1}, decision(), desk.acting));
  CHECK(mentions(refused_decision(desk, decision()), "authorised already"));
  const auto never = admin::lift(*desk.store, {kRef, 99}, kOfficer, "why", desk.acting);
  REQUIRE_FALSE(never);
  CHECK(never.error().fault == policy::Fault::conflict);
}

TEST_CASE("one replaces another in one transaction", "[admin][activate]") {
  Desk desk;
  bring_to(desk, State::in_force);
  const policy::Reference next = "RCC-2026-0002";
  REQUIRE(admin::draft(*desk.store, document(draft_document()), desk.acting));
  REQUIRE(admin::authorise(*desk.store, next, decision("2026-11-02", "Memo 2"), desk.acting));
  REQUIRE(admin::inform(*desk.store, next, {day("2026-11-02"), "letter", ""}, desk.acting));
  CHECK(mentions(refused_activation(desk, next), "is in force in RCC-2026-0001 already"));
  for (const policy::Reference other : {"RCC-2026-0009", "RCC-2026-0002"}) {
    const auto lines =
        refusal<admin::Stepped>(desk, [&] { return admin::activate(*desk.store, next, other, desk.acting); });
    CHECK(mentions(lines, "there is no such other restriction"));
  }
  const auto revision = desk.contents().revision;
  REQUIRE(admin::activate(*desk.store, next, kRef, desk.acting));
  CHECK(desk.contents().revision == revision + 1);
  CHECK(desk.restriction(kRef).ended->how == policy::Ending::superseded);
  CHECK(desk.restriction(next).status == policy::Status::in_force);
  CHECK(desk.audit().back().action == "superseded");
  REQUIRE(admin::draft(*desk.store, document(draft_document("kim@example.net")), desk.acting));
  const auto lines =
      refusal<admin::Stepped>(desk, [&] { return admin::activate(*desk.store, "RCC-2026-0003", kRef, desk.acting); });
  CHECK(mentions(lines, "which is ended"));
}

TEST_CASE("the history names every version with who, what, why and which fields", "[admin][history]") {
  Desk desk;
  bring_to(desk, State::in_force);
  desk.acting.actor = {"kim", "kim"};
  REQUIRE(admin::lift(*desk.store, kRef, kOfficer, "Kept to it", desk.acting));
  const auto history = admin::history_of(*desk.store, kRef);
  REQUIRE(history);
  std::vector<std::string> words;
  for (const auto& entry : *history) words.push_back(entry.action);
  CHECK(words == std::vector<std::string>{"drafted", "authorised", "informed", "activated", "lifted"});
  CHECK(history->front().fields.empty());
  CHECK(history->at(1).fields == std::vector<std::string>{"authorised", "status"});
  CHECK(history->back().actor == "kim");
  CHECK(history->back().why == "Kept to it");
  CHECK(history->back().version == 5);
  CHECK_FALSE(admin::history_of(*desk.store, "RCC-2026-0009"));
}
