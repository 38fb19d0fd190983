#include "admin/service/document/rules_document.hpp"

#include <catch2/catch.hpp>

#include "unit/admin/random_document.hpp"

using namespace postern;

namespace {

const std::string kWhole = R"(restrictions:
  - reference: RCC-2026-0001
    customer:
      name: Alex Example
      identifiers: {email: [alex@example.org, "@alex.example"], telephone: ["+44 1904 496 0000"]}
    support_worker: {name: J. Helper, contact: j.helper@support.example}
    requested_by: {service: Housing Services, contact: housing.lead@york.gov.uk}
    drafted_by: ict.admin
    reasons: Forty messages in a week to twelve officers after a final reply.
    warnings: [{on: 2026-08-01, by: Housing Services, note: Polite warning by telephone}]
    measures_considered: Single point of contact since June; not kept to.
    email:
      action: forward
      managers: [m.manager@york.gov.uk]
      contacts: [housing@york.gov.uk]
      hours: [{days: [mon, tue, wed, thu, fri], from: "09:00", to: "12:00"}]
      outside_hours: hold
      volume: {messages: 5, per: week}
      beyond_volume: quarantine
      councillors: all
      councillors_reason: ""
      remind: true
      remind_every: 7d
      reply: Please write to m.manager@york.gov.uk only.
    other_channels: {telephone: Calls are ended politely and referred to M. Manager.}
    authorised: {by: director-cbss, on: 2026-10-01, evidence: Memo of 1 October 2026}
    informed: {on: 2026-10-02, how: letter}
    starts: 2026-10-03
    ends: 2027-10-02
    review_by: 2027-09-30
    legal_hold: false
    status: in-force
    reviews: [{on: 2026-10-20, by: director-cbss, outcome: maintain, note: Still needed, next: 2027-09-30}]
    representations: [{on: 2026-10-05, text: It is unfair, outcome: Considered and kept, by: director-cbss, outcome_on: 2026-10-09}]
    notes: [{on: 2026-10-06, by: ict.admin, text: A new tenancy, change_of_circumstances: true}]
    emergency: {by: director-cbss, at: "2026-09-30T10:00:00Z", why: Threats, completed: "2026-10-02T09:00:00Z"}
    proposal: {drafted_by: ict.admin, on: 2026-10-21, why: Quieter now, email: {action: junk}}
councillors:
  - name: C. Ward
    ward: Micklegate
    addresses: [cllr.ward@york.gov.uk]
    choices: [{customer: alex@example.org, action: junk, since: 2026-09-01}]
protected:
  - {address: foi@york.gov.uk, why: Freedom of Information requests}
)";

std::vector<std::string> problems(const std::string& text) {
  const auto read = admin::read_rules_document(text, "rules.yaml");
  return read ? std::vector<std::string>{} : read.error().problems;
}

std::string with_email(const std::string& email) {
  return "restrictions:\n  - customer: {name: A}\n    email: " + email + "\n";
}

/// Exactly one problem, and it holds these words.
bool complains(const std::string& text, const std::string& words) {
  const auto found = problems(text);
  for (const std::string& line : found) UNSCOPED_INFO(line);
  return found.size() == 1 && found.front().find(words) != std::string::npos;
}

void check_equal(const admin::RulesDocument& a, const admin::RulesDocument& b) {
  CHECK(a.restrictions == b.restrictions);
  CHECK(a.councillors == b.councillors);
  CHECK(a.protected_addresses == b.protected_addresses);
}

}  // namespace

TEST_CASE("the document of the contract is read field by field", "[admin][rules]") {
  const auto document = admin::read_rules_document(kWhole, "rules.yaml");
  REQUIRE(document);
  REQUIRE(document->restrictions.size() == 1);
  CHECK(document->lines == std::vector<std::size_t>{2});
  const policy::Restriction& one = document->restrictions.front();
  CHECK(one.reference == "RCC-2026-0001");
  CHECK(one.email == std::vector<std::string>{"alex@example.org", "@alex.example"});
  CHECK(one.requested_by->name == "Housing Services");
  CHECK(one.terms.action == policy::Action::forward);
  CHECK(one.terms.hours.front().days.size() == 5);
  CHECK(one.terms.hours.front().to == std::chrono::hours{12});
  CHECK(one.terms.volume == policy::Volume{5, policy::Period::week});
  CHECK(one.terms.councillors.kind == policy::CouncillorAccess::Kind::all);
  CHECK(one.terms.remind_every == std::chrono::days{7});
  CHECK(one.authorised->by == "director-cbss");
  CHECK(one.status == policy::Status::in_force);
  CHECK(document->councillors.front().choices.front().action == policy::Action::junk);
  CHECK(document->protected_addresses.front().why == "Freedom of Information requests");
}

TEST_CASE("what is written is read back to an equal document", "[admin][rules]") {
  const auto document = admin::read_rules_document(kWhole, "rules.yaml");
  REQUIRE(document);
  const auto again = admin::read_rules_document(admin::write_rules_document(*document), "again");
  REQUIRE(again);
  check_equal(*document, *again);
}

TEST_CASE("random documents round-trip, hostile texts included", "[admin][rules][property]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const auto document = test::RandomDocument(seed).document();
    const std::string text = admin::write_rules_document(document);
    const auto again = admin::read_rules_document(text, "again");
    INFO("seed " << seed << "\n" << text);
    if (!again) FAIL(again.error().problems.front());
    check_equal(document, *again);
  }
}

TEST_CASE("an empty document is a document without entries", "[admin][rules]") {
  CHECK(problems("").empty());
  CHECK(problems("restrictions: []\n").empty());
  CHECK(admin::read_rules_document(admin::write_rules_document({}), "none"));
}

TEST_CASE("unknown keys are named with their line and with what is allowed", "[admin][rules]") {
  CHECK(complains("restriction: []\n",
                  "rules.yaml:1: restriction: is no key; allowed: councillors, protected, restrictions"));
  CHECK(complains(with_email("{action: junk, manager: [a@b]}"),
                  "rules.yaml:3: restrictions[1].email.manager: is no key; allowed: action, beyond_volume"));
}

TEST_CASE("a value that is not understood says what is allowed", "[admin][rules]") {
  CHECK(complains(with_email("{action: hold}"), "allowed: forward, quarantine, reject, junk, deliver"));
  CHECK(complains(with_email("{managers: [a@b]}"), "email.action: is needed"));
  CHECK(complains(with_email("{action: junk, contacts: all}"), "allowed: any, or a list"));
  CHECK(complains(with_email("{action: junk, councillors: some}"), "allowed: all, none, {only: [ADDRESS]}"));
  CHECK(complains(with_email("{action: junk, councillors: {only: [a@b], alternative: c@d}}"),
                  "one of only and alternative"));
  CHECK(complains(with_email("{action: junk, outside_hours: deliver}"), "allowed: hold, quarantine, reject, junk"));
  CHECK(complains(with_email("{action: junk, beyond_volume: hold}"), "allowed: quarantine, reject, junk"));
  CHECK(complains(with_email("{action: junk, volume: {messages: 0, per: week}}"), "a number from 1"));
  CHECK(complains(with_email("{action: junk, hours: [{days: [mon], from: \"12:00\", to: \"09:00\"}]}"),
                  "later than from"));
  CHECK(complains(with_email("{action: junk, hours: [{days: [monday], from: \"09:00\", to: \"10:00\"}]}"),
                  "no day of the week"));
  CHECK(complains(with_email("{action: junk, remind: yes}"), "true or false"));
  CHECK(complains(with_email("{action: junk}\n    starts: 2026-02-30"), "is no day; allowed"));
  CHECK(complains(with_email("{action: junk}\n    status: active"),
                  "allowed: draft, authorised, in-force, ended, declined"));
  CHECK(problems(with_email("{action: junk}\n    status: draft")).empty());
}

TEST_CASE("every problem of every entry comes in one go", "[admin][rules]") {
  const auto found = problems(
      "restrictions:\n  - email: {action: wrong}\n  - email: {action: junk}\n    ends: never\n"
      "councillors:\n  - name: C. Ward\nprotected:\n  - why: no address\n");
  REQUIRE(found.size() == 4);
  CHECK(found[0].starts_with("rules.yaml:2: restrictions[1].email.action:"));
  CHECK(found[1].starts_with("rules.yaml:4: restrictions[2].ends:"));
  CHECK(found[2].starts_with("rules.yaml:6: councillors[1].addresses:"));
  CHECK(found[3].starts_with("rules.yaml:8: protected[1].address:"));
}

TEST_CASE("an entry that is no map is a problem of its own", "[admin][rules]") {
  CHECK(complains("restrictions: [hello]\n", "must be a map"));
  CHECK_FALSE(problems("- a\n- b\n").empty());
}
