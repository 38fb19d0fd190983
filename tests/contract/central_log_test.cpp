#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using policy::Fault;

TEST_CASE("a restriction comes back as it was written, under the reference that it got", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction written = restriction_of("alex@example.org");
  CHECK(must(store->commit(adding(written), kAdmin, kNow)) == std::vector<policy::Reference>{"RCC-2026-0001"});
  store.reopen();
  written.reference = "RCC-2026-0001";
  const db::LoggedRestriction logged = must(store->restriction("RCC-2026-0001"));
  CHECK(logged.restriction == written);
  CHECK(logged.version == 1);
  CHECK(logged.created == kNow);
  CHECK(logged.changed == kNow);
}

TEST_CASE("an empty draft comes back as it was written", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction draft;
  must(store->commit(adding(draft), kAdmin, kNow));
  store.reopen();
  draft.reference = "RCC-2026-0001";
  CHECK(must(store->restriction("RCC-2026-0001")).restriction == draft);
}

TEST_CASE("references are numbered by the year of the change, over all that are there", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto add = [&](const std::string& reference, std::chrono::sys_seconds at) {
    policy::Restriction restriction = restriction_of("alex@example.org");
    restriction.reference = reference;
    return must(store->commit(adding(restriction), kAdmin, at)).front();
  };
  const std::chrono::sys_seconds new_year = std::chrono::sys_days{policy::Day{std::chrono::year{2027} / 1 / 1}};
  CHECK(add("", kNow) == "RCC-2026-0001");
  CHECK(add("RCC-2026-0007", kNow) == "RCC-2026-0007");
  CHECK(add("", new_year - 1s) == "RCC-2026-0008");
  store.reopen();
  CHECK(add("", new_year) == "RCC-2027-0001");
  CHECK(add("RCC-2026-9999", new_year) == "RCC-2026-9999");
  CHECK(add("", kNow) == "RCC-2026-10000");
  CHECK(add("", kNow) == "RCC-2026-10001");
  std::vector<policy::Reference> listed;
  for (const auto& one : must(store->contents()).restrictions) listed.push_back(one.restriction.reference);
  CHECK(listed == std::vector<policy::Reference>{"RCC-2026-0001", "RCC-2026-0007", "RCC-2026-0008", "RCC-2026-9999",
                                                 "RCC-2026-10000", "RCC-2026-10001", "RCC-2027-0001"});
}

TEST_CASE("references given and assigned in one change set do not meet", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::ChangeSet changes = adding(restriction_of("first@example.org"));
  policy::Restriction given = restriction_of("second@example.org");
  given.reference = "RCC-2026-0001";
  changes.restrictions.push_back({given, 0, {"activated", "", "{}"}});
  CHECK(must(store->commit(changes, kAdmin, kNow)) == std::vector<policy::Reference>{"RCC-2026-0002", "RCC-2026-0001"});
}

TEST_CASE("a reference of another form is kept as it is and counts for nothing", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const std::string odd =
      GENERATE("OLD/17", "RCC-2026-", "RCC-2026-99999999999999999999", "RCC--1--1", "RCC-99999999999-1", "RCC-2026-5x");
  policy::Restriction given = restriction_of("alex@example.org");
  given.reference = odd;
  CHECK(must(store->commit(adding(given), kAdmin, kNow)).front() == odd);
  CHECK(must(store->commit(adding(restriction_of("b@example.org")), kAdmin, kNow)).front() == "RCC-2026-0001");
  store.reopen();
  CHECK(must(store->restriction(odd)).restriction == given);
}

TEST_CASE("a new record under a reference that is taken is a conflict", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Restriction restriction = restriction_of("alex@example.org");
  restriction.reference = "RCC-2026-0003";
  must(store->commit(adding(restriction), kAdmin, kNow));
  CHECK(fails(store->commit(adding(restriction), kAdmin, kNow), Fault::conflict));
  store.reopen();
  CHECK(must(store->history("RCC-2026-0003")).size() == 1);
}

TEST_CASE("the second of two editors of one version meets a conflict", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  const db::LoggedRestriction seen = must(store->restriction("RCC-2026-0001"));
  policy::Restriction mine = seen.restriction;
  mine.reasons = "Mine";
  policy::Restriction theirs = seen.restriction;
  theirs.reasons = "Theirs";
  must(store->commit(changing(seen, mine), kAdmin, kNow + 1h));
  CHECK(fails(store->commit(changing(seen, theirs), kAdmin, kNow + 2h), Fault::conflict));
  store.reopen();
  const db::LoggedRestriction logged = must(store->restriction("RCC-2026-0001"));
  CHECK(logged.restriction.reasons == "Mine");
  CHECK(logged.version == 2);
  CHECK(logged.created == kNow);
  CHECK(logged.changed == kNow + 1h);
}

TEST_CASE("a change of a restriction that is not there is a conflict", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::LoggedRestriction unknown;
  unknown.restriction.reference = "RCC-2026-0009";
  CHECK(fails(store->commit(changing(unknown, restriction_of("a@example.org")), kAdmin, kNow), Fault::conflict));
  CHECK(must(store->contents()).restrictions.empty());
}

TEST_CASE("every version stays in the history, oldest first", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  const db::LoggedRestriction first = must(store->restriction("RCC-2026-0001"));
  policy::Restriction lifted = first.restriction;
  lifted.status = policy::Status::ended;
  lifted.ended = policy::Ended{policy::Day{std::chrono::year{2027} / 3 / 1}, "director-cbss", policy::Ending::lifted,
                               "Kept to it"};
  lifted.email = {"other@example.org"};
  must(store->commit(changing(first, lifted), kAdmin, kNow + 1h));
  store.reopen();
  const auto versions = must(store->history("RCC-2026-0001"));
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].restriction == first.restriction);
  CHECK(versions[0].version == 1);
  CHECK(versions[0].changed == kNow);
  CHECK(versions[1].restriction == lifted);
  CHECK(versions[1].version == 2);
  CHECK(versions[1].changed == kNow + 1h);
}

TEST_CASE("what is not in the log is refused by name", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto none = store->restriction("RCC-2026-0001");
  REQUIRE(fails(none, Fault::refused));
  CHECK(none.error().problems.front().find("RCC-2026-0001") != std::string::npos);
  CHECK(fails(store->history("RCC-2026-0001"), Fault::refused));
}

TEST_CASE("a change set with one bad change writes nothing at all", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  const auto before = must(store->contents());
  const auto head = must(store->audit_head());
  db::ChangeSet changes = adding(restriction_of("new@example.org"));
  changes.councillors = adding(councillor("cllr.ward@york.gov.uk")).councillors;
  changes.protected_addresses = adding(policy::ProtectedAddress{"foi@york.gov.uk", "why"}).protected_addresses;
  SECTION("a restriction of another version") {
    changes.restrictions.push_back({before.restrictions[0].restriction, 7, {"varied", "", "{}"}});
  }
  SECTION("a councillor who is not there") {
    changes.councillors.push_back({"nobody@york.gov.uk", std::nullopt, {"councillor-removed", "", "{}"}});
  }
  SECTION("a protected address that is not there") {
    changes.protected_addresses.push_back({"nobody@york.gov.uk", std::nullopt, {"protected-removed", "", "{}"}});
  }
  CHECK(fails(store->commit(changes, kAdmin, kNow), Fault::conflict));
  store.reopen();
  const auto after = must(store->contents());
  CHECK(after.revision == before.revision);
  CHECK(after.restrictions.size() == 1);
  CHECK(after.councillors.empty());
  CHECK(after.protected_addresses.empty());
  CHECK(must(store->audit_head()).hash == head.hash);
}

TEST_CASE("the revision grows with every change, and with nothing else", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto first = must(store->revision());
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  const auto second = must(store->revision());
  CHECK(second > first);
  must(store->commit(adding(councillor("cllr.ward@york.gov.uk")), kAdmin, kNow));
  const auto third = must(store->revision());
  CHECK(third > second);
  must(store->commit(adding(policy::ProtectedAddress{"foi@york.gov.uk", "why"}), kAdmin, kNow));
  const auto fourth = must(store->revision());
  CHECK(fourth > third);
  must(store->commit({}, kAdmin, kNow));
  must(store->record(enforcement(1)));
  must(store->contents());
  store.reopen();
  CHECK(must(store->revision()) == fourth);
  CHECK(must(store->rules()).revision == fourth);
  CHECK(must(store->contents()).revision == fourth);
}

TEST_CASE("a change set holds only against the revision it is based on", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto seen = must(store->revision());
  db::ChangeSet changes = adding(councillor("cllr.ward@york.gov.uk"));
  changes.based_on = seen;
  must(store->commit(changes, kAdmin, kNow));
  db::ChangeSet late = adding(councillor("cllr.other@york.gov.uk"));
  late.based_on = seen;
  CHECK(fails(store->commit(late, kAdmin, kNow), Fault::conflict));
  late.based_on = must(store->revision());
  must(store->commit(late, kAdmin, kNow));
  CHECK(must(store->contents()).councillors.size() == 2);
}

TEST_CASE("a councillor is added, replaced under a new first address, and removed", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  policy::Councillor ward = councillor("cllr.ward@york.gov.uk");
  ward.choices = {{"alex@example.org", policy::Action::junk, "", std::nullopt, "", ""},
                  {"b@example.org", policy::Action::forward, "office@york.gov.uk",
                   policy::Day{std::chrono::year{2026} / 9 / 1}, "Long letters", "the clerk"}};
  must(store->commit(adding(ward), kAdmin, kNow));
  must(store->commit(adding(councillor("cllr.a@york.gov.uk")), kAdmin, kNow));
  store.reopen();
  REQUIRE(must(store->contents()).councillors.size() == 2);
  CHECK(must(store->contents()).councillors[0] == councillor("cllr.a@york.gov.uk"));
  CHECK(must(store->contents()).councillors[1] == ward);
  policy::Councillor renamed = ward;
  renamed.addresses = {"cllr.wardle@york.gov.uk"};
  db::ChangeSet changes;
  changes.councillors.push_back({"cllr.ward@york.gov.uk", renamed, {"councillor-changed", "", "{}"}});
  must(store->commit(changes, kAdmin, kNow));
  CHECK(must(store->contents()).councillors[1] == renamed);
  changes.councillors[0] = {"cllr.wardle@york.gov.uk", std::nullopt, {"councillor-removed", "", "{}"}};
  must(store->commit(changes, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->contents()).councillors == std::vector{councillor("cllr.a@york.gov.uk")});
}

TEST_CASE("a councillor's first address belongs to one councillor", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->commit(adding(councillor("cllr.ward@york.gov.uk")), kAdmin, kNow));
  must(store->commit(adding(councillor("cllr.other@york.gov.uk")), kAdmin, kNow));
  CHECK(fails(store->commit(adding(councillor("cllr.ward@york.gov.uk")), kAdmin, kNow), Fault::conflict));
  db::ChangeSet changes;
  changes.councillors.push_back({"cllr.other@york.gov.uk", councillor("cllr.ward@york.gov.uk"), {"changed", "", "{}"}});
  CHECK(fails(store->commit(changes, kAdmin, kNow), Fault::conflict));
  CHECK(must(store->contents()).councillors.size() == 2);
}

TEST_CASE("a councillor without an address is refused", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(fails(store->commit(adding(policy::Councillor{"C. Ward", "", {}, {}}), kAdmin, kNow), Fault::refused));
  CHECK(must(store->contents()).councillors.empty());
}

TEST_CASE("a protected address is added, replaced and removed", "[contract][log]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const policy::ProtectedAddress foi{"foi@york.gov.uk", "Freedom of Information requests"};
  const policy::ProtectedAddress dpo{"dpo@york.gov.uk", "Data protection officer"};
  must(store->commit(adding(foi), kAdmin, kNow));
  must(store->commit(adding(dpo), kAdmin, kNow));
  store.reopen();
  CHECK(must(store->contents()).protected_addresses == std::vector{dpo, foi});
  must(store->commit(adding(policy::ProtectedAddress{"foi@york.gov.uk", "Requests"}), kAdmin, kNow));
  db::ChangeSet changes;
  changes.protected_addresses.push_back({"dpo@york.gov.uk", std::nullopt, {"protected-removed", "", "{}"}});
  must(store->commit(changes, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->contents()).protected_addresses ==
        std::vector{policy::ProtectedAddress{"foi@york.gov.uk", "Requests"}});
}

}  // namespace
}  // namespace postern::contract
