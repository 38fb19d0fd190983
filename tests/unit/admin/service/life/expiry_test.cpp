// What ends by itself, and emergencies.
#include "admin/service/life/expiry.hpp"

#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

admin::ExpiryRun expired(Desk& desk) {
  const auto run = admin::expire_due(*desk.store, {desk.config, {"posternd", "posternd"}, desk.acting.now});
  if (!run) FAIL(run.error().problems.front());
  return *run;
}

std::string emergency_document(const std::string& email = "{action: quarantine, councillors: all}",
                               const std::string& address = "alex@example.org") {
  return "restrictions:\n  - customer: {identifiers: {email: [\"" + address + "\"]}}\n    email: " + email + "\n";
}

std::vector<std::string> refused_emergency(Desk& desk, const std::string& text, const std::string& by = kOfficer,
                                           const std::string& why = "Threats") {
  return refusal<admin::Stepped>(
      desk, [&] { return admin::begin_emergency(*desk.store, document(text), by, why, desk.acting); });
}

/// The grounds of an emergency, as a document that is applied later.
std::string grounds(const std::string& more) {
  return "restrictions:\n" + good_restriction("alex@example.org", kRef,
                                              "    drafted_by: ict.admin\n    status: in-force\n" + more,
                                              "{action: quarantine, councillors: all}");
}

}  // namespace

TEST_CASE("after its last day a restriction expires, once, with an audit entry", "[admin][expiry]") {
  Desk desk;
  desk.applied("restrictions:\n" +
               good_restriction("alex@example.org", "", "    ends: 2026-11-03\n    status: in-force\n"));
  auto run = expired(desk);
  CHECK(run.expired.empty());
  CHECK(policy::to_text(*run.next) == "2026-11-04T00:00:00Z");
  desk.acting.now = *run.next;
  run = expired(desk);
  REQUIRE(run.expired.size() == 1);
  CHECK(run.expired.front().why == "its last day was 2026-11-03");
  CHECK(desk.restriction(kRef).ended->how == policy::Ending::expired);
  CHECK(desk.audit().back().action == "expired");
  CHECK(desk.audit().back().actor == "posternd");
  const auto revision = desk.contents().revision;
  CHECK(expired(desk).expired.empty());
  CHECK(desk.contents().revision == revision);
}

TEST_CASE("an overdue review ends a restriction only where the council wants that", "[admin][expiry]") {
  Desk desk;
  bring_to(desk, State::in_force);
  desk.acting.now = std::chrono::sys_days{std::chrono::year{2027} / 10 / 1};
  CHECK(expired(desk).expired.empty());
  desk.config.reviews.overdue = policy::Overdue::soften;
  CHECK(expired(desk).expired.empty());
  desk.config.reviews.overdue = policy::Overdue::lapse;
  CHECK(mentions(
      refusal<admin::Stepped>(
          desk,
          [&] {
            return admin::review(*desk.store, kRef, {kOfficer, policy::Outcome::maintain, "Late", {}}, desk.acting);
          }),
      "it has run out"));
  CHECK(expired(desk).expired.size() == 1);
}

TEST_CASE("an emergency is in force at once and lapses after 72 hours", "[admin][emergency]") {
  Desk desk;
  const auto begun = taken(desk, [&] {
    return admin::begin_emergency(*desk.store, document(emergency_document()), kOfficer, "Threats", desk.acting);
  });
  CHECK(begun.restriction.status == policy::Status::in_force);
  CHECK(mentions(begun.notes, "lapses at 2026-11-05T12:00:00Z"));
  CHECK(mentions(begun.missing, "authorised: is missing"));
  CHECK(desk.audit().back().action == "emergency");
  CHECK(desk.store->rules()->restrictions.front().lapses == kNow + std::chrono::hours{72});
  desk.acting.now += std::chrono::hours{72} - std::chrono::seconds{1};
  CHECK(expired(desk).expired.empty());
  desk.acting.now += std::chrono::seconds{1};
  CHECK(mentions(
      refusal<admin::Stepped>(desk, [&] { return admin::authorise(*desk.store, kRef, decision(), desk.acting); }),
      "it has run out"));
  CHECK(expired(desk).expired.size() == 1);
  CHECK(desk.restriction(kRef).status == policy::Status::ended);
}

TEST_CASE("an emergency has one officer, a reason, a customer and nothing else", "[admin][emergency]") {
  Desk desk;
  CHECK(mentions(refused_emergency(desk, emergency_document(), "former"), "is no authorising officer"));
  CHECK(mentions(refused_emergency(desk, emergency_document(), kOfficer, " "), "emergency.why"));
  CHECK(mentions(refused_emergency(desk, emergency_document("{action: reject}")), "and nothing else"));
  CHECK(
      mentions(refused_emergency(desk, emergency_document("{action: quarantine, remind: true}")), "and nothing else"));
  CHECK(mentions(refused_emergency(desk, emergency_document("{action: quarantine}", "@gmail.com")), "is guarded"));
  CHECK(mentions(refused_emergency(desk, "restrictions: []\n"), "there is no restriction"));
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  CHECK(mentions(refused_emergency(desk, emergency_document()), "is in force in RCC-2026-0001 already"));
}

TEST_CASE("the step after which nothing is missing completes an emergency", "[admin][emergency]") {
  Desk desk;
  bring_to(desk, State::emergency);
  desk.acting.now += std::chrono::hours{24};
  desk.applied(replaced(grounds(""), "    informed: {on: 2026-10-02, how: letter}\n", ""));
  CHECK_FALSE(desk.restriction(kRef).emergency->completed);
  const auto told = taken(desk, [&] {
    return admin::inform(*desk.store, kRef, {day("2026-11-03"), "letter", ""}, desk.acting);
  });
  CHECK(told.restriction.emergency->completed == desk.acting.now);
  CHECK(mentions(told.notes, "it no longer lapses"));
  CHECK_FALSE(desk.store->rules()->restrictions.front().lapses);
  desk.acting.now += std::chrono::days{30};
  CHECK(expired(desk).expired.empty());
}

TEST_CASE("a document that brings all that was missing completes an emergency too", "[admin][emergency]") {
  Desk desk;
  bring_to(desk, State::emergency);
  const auto applied = desk.applied(grounds(""));
  CHECK(mentions(applied.changes, "the emergency is complete"));
  CHECK(desk.restriction(kRef).emergency->completed == kNow);
  CHECK(desk.applied(grounds("")).changes.empty());
}

TEST_CASE("no document begins, ends or forges an emergency", "[admin][emergency][apply]") {
  Desk desk;
  bring_to(desk, State::emergency);
  const std::string as_complete =
      "    emergency: {by: director-cbss, at: \"2026-11-02T12:00:00Z\", why: Threats, completed: "
      "\"2026-11-02T12:00:00Z\"}\n";
  CHECK(mentions(desk.refused("restrictions:\n  - reference: RCC-2026-0001\n    customer: {identifiers: {email: "
                              "[alex@example.org]}}\n    email: {action: quarantine, councillors: all}\n    status: "
                              "in-force\n" +
                              as_complete),
                 "only the command `emergency` begins one"));
  Desk other;
  const auto exported = admin::export_document(*desk.store, {});
  REQUIRE(exported);
  REQUIRE(admin::apply(*other.store, *exported, other.acting, false));
  CHECK(other.restriction(kRef) == desk.restriction(kRef));
  Desk late;
  late.acting.now += std::chrono::hours{73};
  CHECK_FALSE(admin::apply(*late.store, *exported, late.acting, false));
}

TEST_CASE("a document adds to the recorded journal and takes nothing of it away", "[admin][apply][journal]") {
  Desk desk;
  bring_to(desk, State::in_force);
  REQUIRE(admin::add_note(*desk.store, kRef, "First", false, desk.acting));
  REQUIRE(admin::represent(*desk.store, kRef, {day("2026-11-01"), "Unfair", "", ""}, desk.acting));
  const auto exported = admin::export_document(*desk.store, {kRef});
  REQUIRE(exported);
  const auto applied = [&](auto change) {
    admin::RulesDocument changed = *exported;
    change(changed.restrictions.front());
    return admin::apply(*desk.store, changed, desk.acting, false);
  };
  const auto left_out = applied([](policy::Restriction& r) { r.notes.clear(), r.representations.clear(); });
  REQUIRE(left_out);
  CHECK(left_out->changes.empty());
  CHECK_FALSE(applied([](policy::Restriction& r) { r.notes.front().text = "Another"; }));
  CHECK_FALSE(applied([](policy::Restriction& r) { r.representations.front().text = "Another"; }));
  CHECK_FALSE(applied([](policy::Restriction& r) {
    r.reviews.push_back({day("2026-11-02"), "nobody", policy::Outcome::maintain, "", {}});
  }));
  CHECK_FALSE(applied([](policy::Restriction& r) { r.proposal = policy::Proposal{}; }));
  CHECK_FALSE(applied([](policy::Restriction& r) {
    r.status = policy::Status::ended;
    r.ended = policy::Ended{day("2026-11-02"), kOfficer, policy::Ending::lifted, "Kept to it"};
    r.notes = {{day("2026-11-02"), "kim", "Another", false}};
  }));
  CHECK(applied([](policy::Restriction& r) {
    r.notes.push_back({day("2026-11-02"), "kim", "Second", false});
    r.representations.front().outcome = "Kept";
    r.representations.front().by = kOfficer;
    r.representations.front().outcome_on = day("2026-11-02");
  }));
  CHECK(desk.restriction(kRef).notes.size() == 2);
}

TEST_CASE("a review that is still to come, or was made by nobody, moves no date", "[admin][apply][journal]") {
  Desk desk;
  const auto with_review = [](const std::string& on, const std::string& by) {
    return "restrictions:\n" + replaced(good_restriction("alex@example.org"), "review_by: 2027-09-30",
                                        "review_by: 2027-11-01\n    reviews: [{on: " + on + ", by: " + by +
                                            ", outcome: maintain, note: N}]");
  };
  CHECK(mentions(desk.refused(with_review("2026-12-01", kOfficer)), "reviews.on: lies in the future"));
  CHECK(
      mentions(desk.refused(with_review("2026-11-01", "nobody")), "reviews.by: \"nobody\" is no authorising officer"));
  desk.applied(with_review("2026-11-01", kOfficer));
}

TEST_CASE("new terms that a document authorises are the proposal carried out", "[admin][apply][vary]") {
  Desk desk;
  bring_to(desk, State::proposed);
  auto exported = admin::export_document(*desk.store, {kRef});
  REQUIRE(exported);
  policy::Restriction& one = exported->restrictions.front();
  one.terms = one.proposal->terms;
  one.proposal.reset();
  one.authorised = decision("2026-11-02", "Memo 2");
  one.informed = policy::Informed{day("2026-11-02"), "letter", ""};
  REQUIRE(admin::apply(*desk.store, *exported, desk.acting, false));
  CHECK_FALSE(desk.restriction(kRef).proposal);
  CHECK(desk.restriction(kRef).terms.action == policy::Action::junk);
}
