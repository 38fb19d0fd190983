#include <catch2/catch.hpp>

#include "unit/admin/desk.hpp"

using namespace postern;
using test::Desk;
using test::good_restriction;

namespace {

const policy::Councillor kWard{"C. Ward", "Micklegate", {"cllr.ward@york.gov.uk"}, {}};

/// As read from c.csv, a line each below the header.
admin::RulesDocument file_of(const std::vector<policy::Councillor>& councillors) {
  admin::RulesDocument document;
  document.name = "c.csv";
  document.councillors = councillors;
  for (std::size_t i = 0; i < councillors.size(); ++i) document.councillor_lines.push_back(i + 2);
  return document;
}

policy::Choice choice(policy::Action action, const std::string& because = "", const std::string& forward_to = "") {
  policy::Choice one;
  one.customer = "alex@example.org";
  one.action = action;
  one.because = because;
  one.forward_to = forward_to;
  return one;
}

}  // namespace

TEST_CASE("lifting ends a restriction in one step, by an officer and with a reason", "[admin][lift]") {
  Desk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  CHECK_FALSE(admin::lift(*desk.store, "RCC-2026-0001", "somebody", "why", desk.acting));
  CHECK_FALSE(admin::lift(*desk.store, "RCC-2026-0001", "former", "why", desk.acting));
  CHECK_FALSE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "", desk.acting));
  CHECK_FALSE(admin::lift(*desk.store, "RCC-2026-0009", "director-cbss", "why", desk.acting));
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Kept to it", desk.acting));
  const auto ended = desk.restriction("RCC-2026-0001");
  CHECK(ended.status == policy::Status::ended);
  CHECK(ended.ended->why == "Kept to it");
  CHECK(policy::to_text(*ended.ended->on) == "2026-11-02");
  CHECK(desk.audit().back().action == "lifted");
  CHECK_FALSE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "again", desk.acting));
}

TEST_CASE("problems name what keeps a draft from coming into force, and nothing once it is over", "[admin]") {
  Desk desk;
  desk.applied(
      "restrictions:\n  - customer: {identifiers: {email: [a@example.org]}}\n    email: {action: quarantine}\n");
  const auto draft = desk.restriction("RCC-2026-0001");
  CHECK(admin::problems_of(draft, desk.contents(), desk.config, desk.acting.now).size() >= 6);
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Not needed", desk.acting));
  const auto over = desk.restriction("RCC-2026-0001");
  CHECK(admin::problems_of(over, desk.contents(), desk.config, desk.acting.now).empty());
}

TEST_CASE("an export of named restrictions leaves the rest out, and names those that are not there", "[admin]") {
  Desk desk;
  desk.applied("restrictions:\n" + good_restriction("a@example.org") + good_restriction("b@example.org") +
               "protected:\n  - {address: foi@york.gov.uk}\n");
  const auto one = admin::export_document(*desk.store, {"RCC-2026-0002"});
  REQUIRE(one);
  CHECK(one->restrictions.size() == 1);
  CHECK(one->protected_addresses.empty());
  const auto none = admin::export_document(*desk.store, {"RCC-2026-0008", "RCC-2026-0009"});
  REQUIRE_FALSE(none);
  CHECK(none.error().problems.size() == 2);
}

TEST_CASE("a councillor has addresses of the council, and nobody else's", "[admin][councillor]") {
  Desk desk;
  REQUIRE(admin::add_councillor(*desk.store, kWard, desk.acting));
  CHECK_FALSE(admin::add_councillor(*desk.store, kWard, desk.acting));
  CHECK_FALSE(admin::add_councillor(*desk.store, {"X", "", {"Cllr.Ward+a@york.gov.uk"}, {}}, desk.acting));
  CHECK_FALSE(admin::add_councillor(*desk.store, {"X", "", {"x@example.org"}, {}}, desk.acting));
  CHECK_FALSE(admin::add_councillor(*desk.store, {"", "", {"x@york.gov.uk"}, {}}, desk.acting));
  CHECK(desk.contents().councillors.size() == 1);
  CHECK_FALSE(admin::remove_councillor(*desk.store, "nobody@york.gov.uk", "", desk.acting));
  REQUIRE(admin::remove_councillor(*desk.store, "CLLR.WARD@york.gov.uk", "Term ended", desk.acting));
  CHECK(desk.contents().councillors.empty());
  CHECK(desk.audit().back().action == "councillor-removed");
}

TEST_CASE("a choice replaces the one before about that customer, and can be taken back", "[admin][councillor]") {
  Desk desk;
  REQUIRE(admin::add_councillor(*desk.store, kWard, desk.acting));
  REQUIRE(admin::choose(*desk.store, "cllr.ward@york.gov.uk", choice(policy::Action::junk), desk.acting));
  REQUIRE(admin::choose(*desk.store, "cllr.ward@york.gov.uk", choice(policy::Action::reject, "Threats"), desk.acting));
  REQUIRE(desk.contents().councillors.front().choices.size() == 1);
  CHECK(desk.contents().councillors.front().choices.front().action == policy::Action::reject);
  auto back = choice(policy::Action::deliver);
  back.customer = "Alex+x@example.org";
  REQUIRE(admin::choose(*desk.store, "cllr.ward@york.gov.uk", back, desk.acting));
  CHECK(desk.contents().councillors.front().choices.empty());
  CHECK_FALSE(admin::choose(*desk.store, "cllr.ward@york.gov.uk", back, desk.acting));
}

TEST_CASE("anything stronger than junk needs its reason, and a forward goes to the council only",
          "[admin][councillor]") {
  Desk desk;
  REQUIRE(admin::add_councillor(*desk.store, kWard, desk.acting));
  const auto chosen = [&](const policy::Choice& one) {
    return bool{admin::choose(*desk.store, "cllr.ward@york.gov.uk", one, desk.acting)};
  };
  CHECK_FALSE(chosen(choice(policy::Action::quarantine)));
  CHECK_FALSE(chosen(choice(policy::Action::forward, "because", "x@example.org")));
  CHECK_FALSE(chosen(choice(policy::Action::forward, "because")));
  CHECK(chosen(choice(policy::Action::forward, "because", "office@york.gov.uk")));
  auto own = choice(policy::Action::junk);
  own.customer = "staff@york.gov.uk";
  CHECK_FALSE(chosen(own));
  auto later = choice(policy::Action::junk);
  later.since = policy::day_from_text("2026-12-01");
  CHECK_FALSE(chosen(later));
}

TEST_CASE("an import adds and updates councillors, and their choices stay", "[admin][councillor]") {
  Desk desk;
  REQUIRE(admin::add_councillor(*desk.store, kWard, desk.acting));
  REQUIRE(admin::choose(*desk.store, "cllr.ward@york.gov.uk", choice(policy::Action::junk), desk.acting));
  const policy::Councillor moved{"C. Ward", "Guildhall", {"cllr.ward@york.gov.uk", "ward@york.gov.uk"}, {}};
  const policy::Councillor fresh{"N. New", "Acomb", {"cllr.new@york.gov.uk"}, {}};
  const auto document = file_of({moved, fresh});
  const auto dry = admin::import_councillors(*desk.store, document, desk.acting, true);
  REQUIRE(dry);
  CHECK(dry->changes == std::vector<std::string>{
                            "councillor cllr.ward@york.gov.uk: changed: ward: \"Micklegate\" becomes \"Guildhall\"; "
                            "addresses: \"cllr.ward@york.gov.uk\" becomes \"cllr.ward@york.gov.uk, ward@york.gov.uk\"",
                            "councillor cllr.new@york.gov.uk: new"});
  CHECK(desk.contents().councillors.size() == 1);
  const auto done = admin::import_councillors(*desk.store, document, desk.acting, false);
  REQUIRE(done);
  CHECK(done->changes == dry->changes);
  REQUIRE(desk.contents().councillors.size() == 2);
  CHECK(desk.contents().councillors.back().ward == "Guildhall");
  CHECK(desk.contents().councillors.back().choices.size() == 1);
}

TEST_CASE("a row that is wrong is named by its line, and nothing is imported", "[admin][councillor]") {
  Desk desk;
  const policy::Councillor fresh{"N. New", "Acomb", {"cllr.new@york.gov.uk"}, {}};
  const auto wrong = [&](const policy::Councillor& second) {
    const auto done = admin::import_councillors(*desk.store, file_of({fresh, second}), desk.acting, false);
    CHECK(desk.contents().councillors.empty());
    return done ? std::string() : done.error().problems.back();
  };
  CHECK(wrong({"X", "", {"x@example.org"}, {}}) ==
        "c.csv:3: councillor x@example.org: x@example.org is no address of the council");
  CHECK(wrong({"X", "", {"x@york.gov.uk", "Cllr.New+y@york.gov.uk"}, {}}) ==
        "c.csv:3: councillor x@york.gov.uk: one of its addresses is in the document twice");
}

TEST_CASE("those whom an import does not name stay, and are named", "[admin][councillor]") {
  Desk desk;
  REQUIRE(admin::add_councillor(*desk.store, kWard, desk.acting));
  const policy::Councillor fresh{"N. New", "Acomb", {"cllr.new@york.gov.uk"}, {}};
  const auto done = admin::import_councillors(*desk.store, file_of({fresh}), desk.acting, false);
  REQUIRE(done);
  REQUIRE(done->warnings.size() == 1);
  CHECK(done->warnings.front().starts_with("councillor cllr.ward@york.gov.uk: is not in c.csv, and stays"));
  CHECK(desk.contents().councillors.size() == 2);
  CHECK(admin::import_councillors(*desk.store, file_of({fresh, kWard}), desk.acting, false)->warnings.empty());
}

TEST_CASE("a protected address is in a document once", "[admin][protected]") {
  Desk desk;
  admin::RulesDocument document;
  document.name = "p.csv";
  document.protected_addresses = {{"foi@york.gov.uk", "FOI"}, {"FOI@york.gov.uk", "Requests"}};
  document.protected_lines = {2, 3};
  const auto twice = admin::apply(*desk.store, document, desk.acting, false);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().problems ==
        std::vector<std::string>{"p.csv:3: protected FOI@york.gov.uk: is in the document twice; write it once"});
  document.protected_addresses.pop_back();
  REQUIRE(admin::apply(*desk.store, document, desk.acting, false));
  document.protected_addresses = {{"FOI@york.gov.uk", "Requests"}};
  const auto changed = admin::apply(*desk.store, document, desk.acting, true);
  REQUIRE(changed);
  CHECK(changed->changes == std::vector<std::string>{"protected FOI@york.gov.uk: changed: address: \"foi@york.gov.uk\" "
                                                     "becomes \"FOI@york.gov.uk\"; why: \"FOI\" becomes \"Requests\""});
}

TEST_CASE("only the council's addresses can be protected", "[admin][protected]") {
  Desk desk;
  REQUIRE(admin::protect(*desk.store, {"foi@york.gov.uk", "FOI"}, desk.acting));
  // Nobody's entry is replaced unseen: `apply` and `import` show the difference first.
  const auto other = admin::protect(*desk.store, {"FOI@york.gov.uk", "Freedom of Information"}, desk.acting);
  REQUIRE_FALSE(other);
  CHECK(other.error().problems.front().find("is protected already, as foi@york.gov.uk, for \"FOI\"") !=
        std::string::npos);
  REQUIRE(admin::protect(*desk.store, {"FOI@york.gov.uk", ""}, desk.acting));
  CHECK(desk.contents().protected_addresses == std::vector<policy::ProtectedAddress>{{"foi@york.gov.uk", "FOI"}});
  CHECK_FALSE(admin::protect(*desk.store, {"x@example.org", ""}, desk.acting));
  CHECK_FALSE(admin::protect(*desk.store, {"nothing", ""}, desk.acting));
  CHECK_FALSE(admin::unprotect(*desk.store, "other@york.gov.uk", "", desk.acting));
  REQUIRE(admin::unprotect(*desk.store, "foi@york.gov.uk", "given up", desk.acting));
  CHECK(desk.contents().protected_addresses.empty());
}

TEST_CASE("an address of an officer, a manager or a protected one is no councillor's", "[admin][councillor]") {
  Desk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  REQUIRE(admin::protect(*desk.store, {"dpo@york.gov.uk", "Data protection"}, desk.acting));
  const policy::Terms terms = desk.contents().restrictions.front().restriction.terms;
  REQUIRE_FALSE(terms.managers.empty());
  REQUIRE_FALSE(terms.contacts.empty());
  for (const std::string& address :
       {terms.managers.front(), std::string("dpo@york.gov.uk"), std::string("postmaster@york.gov.uk"),
        desk.config.council.bounces, desk.config.officers.front().email}) {
    INFO(address);
    const auto refused = admin::add_councillor(*desk.store, {"C. Ward", "", {address}, {}}, desk.acting);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().problems.front().find("no councillor's") != std::string::npos);
  }
  CHECK(desk.contents().councillors.empty());
  CHECK(admin::add_councillor(*desk.store, kWard, desk.acting));
  CHECK(admin::add_councillor(*desk.store, {"C. Other", "", {terms.contacts.front()}, {}}, desk.acting));
}

TEST_CASE("a councillor has two addresses at most", "[admin][councillor]") {
  Desk desk;
  policy::Councillor one{"C. Ward", "", {"planning@york.gov.uk", "tax@york.gov.uk", "parks@york.gov.uk"}, {}};
  const auto refused = admin::add_councillor(*desk.store, one, desk.acting);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().problems.front().find("2 at most") != std::string::npos);
  one.addresses.pop_back();
  CHECK(admin::add_councillor(*desk.store, one, desk.acting));
}
