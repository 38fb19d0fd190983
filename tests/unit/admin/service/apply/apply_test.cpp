#include <catch2/catch.hpp>

#include "unit/admin/desk.hpp"

using namespace postern;
using test::Desk;
using test::good_restriction;
using test::replaced;

namespace {

const std::string kOne = "restrictions:\n" + good_restriction("alex@example.org");

bool has_line(const std::vector<std::string>& lines, const std::string& words) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("a new restriction gets the next reference, and is in the audit trail", "[admin][apply]") {
  Desk desk;
  CHECK(desk.applied(kOne).changes == std::vector<std::string>{"RCC-2026-0001: in force (new)"});
  CHECK(desk.restriction("RCC-2026-0001").status == policy::Status::in_force);
  CHECK(desk.restriction("RCC-2026-0001").drafted_by == "ict.admin");
  REQUIRE(desk.audit().size() == 1);
  CHECK(desk.audit().front().action == "activated");
  CHECK(desk.audit().front().subject == "RCC-2026-0001");
  CHECK(desk.audit().front().actor == "ict.admin");
  CHECK(desk.audit().front().login == "root");
}

TEST_CASE("applying the same file again changes nothing", "[admin][apply]") {
  Desk desk;
  const std::string document = kOne + "councillors:\n  - {name: C. Ward, addresses: [cllr.ward@york.gov.uk]}\n" +
                               "protected:\n  - {address: foi@york.gov.uk, why: FOI}\n";
  CHECK(desk.applied(document).changes.size() == 3);
  const auto revision = desk.contents().revision;
  CHECK(desk.applied(document).changes.empty());
  CHECK(desk.contents().revision == revision);
  CHECK(desk.audit().size() == 3);
}

TEST_CASE("an export applied to an empty store gives the same log, ended restrictions too", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne + good_restriction("kim@example.net", "", "    status: draft\n") +
               "councillors:\n  - {name: C. Ward, addresses: [cllr.ward@york.gov.uk], choices: [{customer: "
               "alex@example.org, action: junk}]}\nprotected:\n  - {address: foi@york.gov.uk, why: FOI}\n");
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Kept to it", desk.acting));
  const auto document = admin::export_document(*desk.store, {});
  REQUIRE(document);
  Desk other;
  REQUIRE(admin::apply(*other.store, *document, other.acting, false));
  const auto again = admin::export_document(*other.store, {});
  REQUIRE(again);
  CHECK(again->restrictions == document->restrictions);
  CHECK(again->councillors == document->councillors);
  CHECK(again->protected_addresses == document->protected_addresses);
}

TEST_CASE("a dry run says the same and writes nothing", "[admin][apply]") {
  Desk desk;
  const auto dry = desk.apply(kOne, true);
  REQUIRE(dry);
  CHECK(desk.contents().restrictions.empty());
  CHECK(desk.audit().empty());
  CHECK(dry->changes == desk.applied(kOne).changes);
}

TEST_CASE("one bad restriction of three: nothing is applied, and every problem is named with its place",
          "[admin][apply]") {
  Desk desk;
  const auto problems =
      desk.refused("restrictions:\n" + good_restriction("a@example.org") +
                   replaced(good_restriction("b@example.org"), "reasons: Forty messages in a week", "reasons: \"\"") +
                   replaced(good_restriction("c@gmail.com"), "managers: [m.manager@york.gov.uk], ", ""));
  CHECK(desk.contents().restrictions.empty());
  CHECK(has_line(problems, "rules.yaml:12: Alex Example: reasons"));
  CHECK(has_line(problems, "rules.yaml:22: Alex Example: email.managers"));
  CHECK_FALSE(has_line(problems, "rules.yaml:2:"));
}

TEST_CASE("a restriction without a reference is found again by its first identifier", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  const auto changed = desk.applied(
      replaced(replaced(kOne, "alex@example.org", "Alex+x@Example.ORG"), "reasons: Forty", "reasons: Fifty"));
  CHECK(changed.changes ==
        std::vector<std::string>{"RCC-2026-0001: changed: customer.identifiers.email: removes alex@example.org; "
                                 "customer.identifiers.email: adds Alex+x@Example.ORG; "
                                 "reasons: \"Forty messages in a week\" becomes \"Fifty messages in a week\""});
  CHECK(desk.contents().restrictions.size() == 1);
  CHECK(desk.contents().restrictions.front().version == 2);
}

TEST_CASE("once it has ended, the same customer is a new restriction by a decision of its own", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Kept to it", desk.acting));
  CHECK(has_line(desk.refused(kOne), "RCC-2026-0001 was under this very decision and has ended on"));
  CHECK(desk.applied(replaced(kOne, "evidence: Memo", "evidence: Memo 2")).changes ==
        std::vector<std::string>{"RCC-2026-0002: in force (new)"});
}

TEST_CASE("new terms need a new authorisation", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  const std::string other_terms = replaced(kOne, "action: forward", "action: quarantine");
  CHECK(has_line(desk.refused(other_terms), "needs a new authorised"));
  CHECK(desk.applied(replaced(other_terms, "on: 2026-10-01, evidence: Memo", "on: 2026-10-02, evidence: Memo 2"))
            .changes.size() == 1);
  CHECK(desk.restriction("RCC-2026-0001").terms.action == policy::Action::quarantine);
  CHECK(desk.audit().back().action == "varied");
}

TEST_CASE("adding a domain is a change of terms, adding an address of the same person is none", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  CHECK(has_line(desk.refused(replaced(kOne, "[\"alex@example.org\"]", "[\"alex@example.org\", \"@alex.example\"]")),
                 "needs a new authorised"));
  desk.applied(replaced(kOne, "[\"alex@example.org\"]", "[\"alex@example.org\", \"alex@example.net\"]"));
  CHECK(desk.restriction("RCC-2026-0001").email.size() == 2);
}

TEST_CASE("a state never goes back, and what has ended stays", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  CHECK(has_line(desk.refused(replaced(kOne, "status: in-force", "status: draft")), "does not go back"));
  CHECK(has_line(desk.refused(replaced(kOne, "status: in-force", "status: declined")), "only a draft can be declined"));
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Kept to it", desk.acting));
  CHECK(has_line(desk.refused("restrictions:\n" + good_restriction("alex@example.org", "RCC-2026-0001")),
                 "it is ended, and stays as it is"));
}

TEST_CASE("a document can end a restriction, once", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  CHECK(has_line(desk.refused(replaced(kOne, "status: in-force", "status: ended")), "ended is needed"));
  const std::string ended =
      replaced(kOne, "status: in-force\n",
               "status: ended\n    ended: {on: 2026-11-01, by: director-cbss, how: lifted, why: Kept to it}\n");
  CHECK(has_line(desk.refused(replaced(ended, "by: director-cbss, how", "by: nobody, how")), "no authorising officer"));
  CHECK(desk.applied(ended).changes.size() == 1);
  CHECK(desk.audit().back().action == "lifted");
  CHECK(desk.applied(ended).changes.empty());
  CHECK(desk.contents().restrictions.size() == 1);
}

TEST_CASE("one identifier belongs to one restriction in force, in the log and in the document", "[admin][apply]") {
  Desk desk;
  CHECK(has_line(desk.refused("restrictions:\n" + good_restriction("alex@example.org", "RCC-2026-0001") +
                              good_restriction("Alex+shop@example.org", "RCC-2026-0002")),
                 "is in force in RCC-2026-0002 already"));
  desk.applied("restrictions:\n" + good_restriction("alex@example.org", "RCC-2026-0001"));
  CHECK(has_line(desk.refused("restrictions:\n" + good_restriction("alex@example.org", "RCC-2026-0002")),
                 "is in force in RCC-2026-0001 already"));
  CHECK(desk.applied("restrictions:\n" + good_restriction("alex@example.org", "RCC-2026-0002", "    status: draft\n"))
            .changes.size() == 1);
}

TEST_CASE("two entries for one restriction are a problem", "[admin][apply]") {
  Desk desk;
  CHECK(has_line(desk.refused(kOne + good_restriction("ALEX@example.org")), "is in the document twice"));
  CHECK(has_line(desk.refused("restrictions:\n" + good_restriction("a@example.org", "one")), "must have the form"));
}

TEST_CASE("what was wrong before does not keep a note from being added", "[admin][apply]") {
  Desk desk;
  desk.applied(kOne);
  std::erase_if(desk.config.officers, [](const auto& officer) { return officer.id == "director-cbss"; });
  CHECK(desk.applied(replaced(kOne, "reasons: Forty", "reasons: Fifty")).changes.size() == 1);
  CHECK_FALSE(desk.apply("restrictions:\n" + good_restriction("kim@example.org")));
}

TEST_CASE("somebody who changed the log meanwhile is a conflict", "[admin][apply]") {
  class Raced : public db::CentralLog {
   public:
    explicit Raced(Desk& desk) : desk_(desk) {}
    policy::Result<std::uint64_t> revision() override { return desk_.store->revision(); }
    policy::Result<policy::Rules> rules() override { return desk_.store->rules(); }
    policy::Result<db::LogContents> contents() override {
      auto found = desk_.store->contents();
      const auto protected_now = admin::protect(*desk_.store, {"foi@york.gov.uk", "FOI"}, desk_.acting);
      REQUIRE(protected_now);
      return found;
    }
    policy::Result<db::LoggedRestriction> restriction(const policy::Reference& reference) override {
      return desk_.store->restriction(reference);
    }
    policy::Result<std::vector<policy::Reference>> commit(const db::ChangeSet& changes, const db::Actor& actor,
                                                          std::chrono::sys_seconds at) override {
      return desk_.store->commit(changes, actor, at);
    }
    policy::Result<std::vector<db::LoggedRestriction>> history(const policy::Reference& reference) override {
      return desk_.store->history(reference);
    }
    policy::Result<std::vector<db::AuditEntry>> audit(std::uint64_t after, std::size_t limit) override {
      return desk_.store->audit(after, limit);
    }
    policy::Result<db::AuditHead> audit_head() override { return desk_.store->audit_head(); }

   private:
    Desk& desk_;
  };
  Desk desk;
  Raced raced(desk);
  const auto document = admin::read_rules_document(kOne, "rules.yaml");
  REQUIRE(document);
  const auto applied = admin::apply(raced, *document, desk.acting, false);
  REQUIRE_FALSE(applied);
  CHECK(applied.error().fault == policy::Fault::conflict);
  CHECK(desk.contents().restrictions.empty());
}
