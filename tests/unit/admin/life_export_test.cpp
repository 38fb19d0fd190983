// Whatever a log has come to, its export makes an equal log.
#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

/// Through the text of the document, as `export` and `apply` do it.
void check_copied(Desk& desk) {
  const auto exported = admin::export_document(*desk.store, {});
  REQUIRE(exported);
  const std::string text = admin::write_rules_document(*exported);
  INFO(text);
  CHECK(desk.applied(text).changes.empty());
  Desk other;
  other.acting.now = desk.acting.now;
  other.applied(text);
  CHECK(other.restriction(kRef) == desk.restriction(kRef));
  CHECK(other.applied(text).changes.empty());
}

}  // namespace

TEST_CASE("an export of a restriction in any state applies to an empty log", "[admin][apply][life]") {
  for (const State state : kStates) {
    INFO(in_words(state));
    Desk desk;
    bring_to(desk, state);
    check_copied(desk);
  }
}

TEST_CASE("an export keeps the whole journal", "[admin][apply][life]") {
  Desk desk;
  bring_to(desk, State::proposed);
  REQUIRE(admin::add_note(*desk.store, kRef, "Repaired\nand: painted", true, desk.acting));
  REQUIRE(admin::represent(*desk.store, kRef, {day("2026-11-01"), "Unfair", "", ""}, desk.acting));
  REQUIRE(admin::represent(*desk.store, kRef, {day("2026-11-02"), "Still", "Kept", kOfficer}, desk.acting));
  REQUIRE(admin::review(*desk.store, kRef, {kOfficer, policy::Outcome::vary, "Milder", {}}, desk.acting));
  REQUIRE(admin::set_legal_hold(*desk.store, kRef, true, "Court", desk.acting));
  check_copied(desk);
}

TEST_CASE("an export of an emergency that was completed applies to an empty log", "[admin][apply][emergency]") {
  Desk desk;
  bring_to(desk, State::emergency);
  desk.applied("restrictions:\n" + good_restriction("alex@example.org", kRef,
                                                    "    drafted_by: ict.admin\n    status: in-force\n",
                                                    "{action: quarantine, councillors: all}"));
  REQUIRE(desk.restriction(kRef).emergency->completed);
  check_copied(desk);
}
