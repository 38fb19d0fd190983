// What the gateway is told of the log.
#include <algorithm>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using policy::Status;

policy::Restriction in_state(const std::string& email, Status status) {
  policy::Restriction restriction = restriction_of(email);
  restriction.email = {email};
  restriction.status = status;
  return restriction;
}

policy::Councillor choosing(const std::string& customer) {
  policy::Councillor ward = councillor("cllr.ward@york.gov.uk");
  ward.choices = {{customer, policy::Action::forward, "office@york.gov.uk", std::nullopt, "Long letters", ""}};
  return ward;
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST_CASE("the rules hold each restriction in force, with its e-mail identifiers and terms", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const policy::Restriction written = restriction_of("alex@example.org");
  must(store->commit(adding(written), kAdmin, kNow));
  policy::Restriction other = restriction_of("b@example.org");
  other.terms.action = policy::Action::reject;
  other.starts.reset();
  other.ends.reset();
  must(store->commit(adding(other), kAdmin, kNow));
  store.reopen();
  const policy::Rules rules = must(store->rules());
  REQUIRE(rules.restrictions.size() == 2);
  CHECK(rules.restrictions[0].reference == "RCC-2026-0001");
  CHECK(rules.restrictions[0].identifiers == std::vector<std::string>{"alex@example.org", "@alex.example"});
  CHECK(*rules.restrictions[0].terms == written.terms);
  CHECK(rules.restrictions[0].starts == written.starts);
  CHECK(rules.restrictions[0].ends == written.ends);
  CHECK(*rules.restrictions[1].terms == other.terms);
  CHECK_FALSE(rules.restrictions[1].starts);
  CHECK_FALSE(rules.restrictions[1].ends);
}

TEST_CASE("the rules say when a review is due and when an emergency lapses", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction open = in_state("alex@example.org", Status::in_force);
  open.review_by = policy::day_from_text("2027-09-30");
  open.emergency = policy::Emergency{"director-cbss", kNow, "Threats", std::nullopt};
  must(store->commit(adding(open), kAdmin, kNow));
  policy::Restriction complete = in_state("b@example.org", Status::in_force);
  complete.review_by.reset();
  complete.emergency = policy::Emergency{"director-cbss", kNow, "Threats", kNow};
  must(store->commit(adding(complete), kAdmin, kNow));
  store.reopen();
  const policy::Rules rules = must(store->rules());
  REQUIRE(rules.restrictions.size() == 2);
  CHECK(rules.restrictions[0].review_by == open.review_by);
  CHECK(rules.restrictions[0].lapses == kNow + std::chrono::hours{72});
  CHECK_FALSE(rules.restrictions[1].review_by);
  CHECK_FALSE(rules.restrictions[1].lapses);
}

TEST_CASE("the rules hold nothing that is not in force", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const Status status = GENERATE(Status::draft, Status::authorised, Status::ended, Status::declined);
  must(store->commit(adding(in_state("alex@example.org", status)), kAdmin, kNow));
  store.reopen();
  CHECK(must(store->rules()).restrictions.empty());
}

TEST_CASE("a restriction that ended is in the rules no more, nor are identifiers that it lost", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  policy::Restriction fewer = must(store->restriction("RCC-2026-0001")).restriction;
  fewer.email = {"alex@example.org"};
  must(store->commit(changing(must(store->restriction("RCC-2026-0001")), fewer), kAdmin, kNow));
  CHECK(must(store->rules()).restrictions.at(0).identifiers == fewer.email);
  fewer.status = Status::ended;
  must(store->commit(changing(must(store->restriction("RCC-2026-0001")), fewer), kAdmin, kNow));
  store.reopen();
  CHECK(must(store->rules()).restrictions.empty());
}

TEST_CASE("the rules hold councillors and protected addresses", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(choosing("alex@example.org")), kAdmin, kNow));
  must(store->commit(adding(policy::ProtectedAddress{"foi@york.gov.uk", "why"}), kAdmin, kNow));
  store.reopen();
  const policy::Rules rules = must(store->rules());
  CHECK(rules.councillors == std::vector{choosing("alex@example.org")});
  CHECK(rules.protected_addresses == std::vector{policy::ProtectedAddress{"foi@york.gov.uk", "why"}});
}

TEST_CASE("a choice about somebody whom the log does not know holds for that address", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(restriction_of("somebody.else@example.org")), kAdmin, kNow));
  must(store->commit(adding(choosing("alex@example.org")), kAdmin, kNow));
  store.reopen();
  const policy::Rules rules = must(store->rules());
  REQUIRE(rules.choices.size() == 1);
  CHECK(rules.choices[0].councillor == "cllr.ward@york.gov.uk");
  CHECK(rules.choices[0].identifiers == std::vector<std::string>{"alex@example.org"});
  CHECK(rules.choices[0].action == policy::Action::forward);
  CHECK(rules.choices[0].forward_to == "office@york.gov.uk");
}

TEST_CASE("a choice holds for every identifier of that customer, whatever the case", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const Status status = GENERATE(Status::draft, Status::authorised, Status::in_force);
  policy::Restriction known = in_state("alex@example.org", status);
  known.email.push_back("a.example@work.test");
  must(store->commit(adding(known), kAdmin, kNow));
  must(store->commit(adding(choosing("Alex@Example.ORG")), kAdmin, kNow));
  store.reopen();
  CHECK(sorted(must(store->rules()).choices.at(0).identifiers) ==
        std::vector<std::string>{"Alex@Example.ORG", "a.example@work.test", "alex@example.org"});
}

TEST_CASE("a choice learns nothing from a restriction that ended or was declined", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction known = in_state("alex@example.org", GENERATE(Status::ended, Status::declined));
  known.email.push_back("a.example@work.test");
  must(store->commit(adding(known), kAdmin, kNow));
  must(store->commit(adding(choosing("alex@example.org")), kAdmin, kNow));
  store.reopen();
  CHECK(must(store->rules()).choices.at(0).identifiers == std::vector<std::string>{"alex@example.org"});
}

TEST_CASE("many restrictions with the same terms are read with the right terms each", "[contract][rules]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::ChangeSet changes;
  for (unsigned i = 0; i < 2000; ++i) {
    policy::Restriction restriction = in_state("c" + std::to_string(i) + "@example.org", Status::in_force);
    restriction.terms.managers = {i % 2 == 0 ? "even@york.gov.uk" : "odd@york.gov.uk"};
    changes.restrictions.push_back({std::move(restriction), 0, {"activated", "", "{}"}});
  }
  const auto references = must(store->commit(changes, kAdmin, kNow));
  CHECK(references.back() == "RCC-2026-2000");
  store.reopen();
  const policy::Rules rules = must(store->rules());
  REQUIRE(rules.restrictions.size() == 2000);
  for (const auto& one : rules.restrictions) {
    const bool odd = (one.reference.back() - '0') % 2 == 0;  // counted from 1
    if (one.terms->managers.front() != (odd ? "odd@york.gov.uk" : "even@york.gov.uk")) FAIL(one.reference);
    if (one.identifiers.size() != 1) FAIL(one.reference);
  }
  CHECK(first_broken(*store) == 0);
}

}  // namespace
}  // namespace postern::contract
