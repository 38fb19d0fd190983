// Every change leaves an entry, and the chain shows what was done to it afterwards.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using policy::Fault;

TEST_CASE("an empty log has an empty chain", "[contract][audit]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  CHECK(must(store->audit_head()).sequence == 0);
  CHECK(must(store->audit_head()).hash == db::no_entries().hash);
  CHECK(must(store->audit(0, 10)).empty());
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("every change is an entry with who, when, what and why", "[contract][audit]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::ChangeSet changes = adding(restriction_of("alex@example.org"));
  changes.councillors = adding(councillor("cllr.ward@york.gov.uk")).councillors;
  changes.protected_addresses = adding(policy::ProtectedAddress{"foi@york.gov.uk", "why"}).protected_addresses;
  must(store->commit(changes, kAdmin, kNow));
  store.reopen();
  const auto entries = must(store->audit(0, 10));
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].sequence == 1);
  CHECK(entries[0].at == kNow);
  CHECK(entries[0].actor == "director");
  CHECK(entries[0].login == "ict.admin");
  CHECK(entries[0].action == "activated");
  CHECK(entries[0].subject == "RCC-2026-0001");
  CHECK(entries[0].data == R"({"why":"test"})");
  CHECK(entries[1].subject == "cllr.ward@york.gov.uk");
  CHECK(entries[2].subject == "foi@york.gov.uk");
  CHECK(must(store->audit_head()).sequence == 3);
  CHECK(must(store->audit_head()).hash == entries[2].hash);
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("entries are read in pages", "[contract][audit]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (int i = 0; i < 5; ++i) {
    must(store->commit(adding(restriction_of("c" + std::to_string(i) + "@example.org")), kAdmin, kNow));
  }
  CHECK(must(store->audit(0, 2)).size() == 2);
  CHECK(must(store->audit(2, 2)).front().sequence == 3);
  CHECK(must(store->audit(4, 2)).size() == 1);
  CHECK(must(store->audit(5, 2)).empty());
  CHECK(must(store->audit(0, 0)).empty());
  CHECK(must(store->audit(0, std::numeric_limits<std::size_t>::max())).size() == 5);
}

TEST_CASE("releasing and deleting kept mail are entries too, and refusing to are none", "[contract][audit]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->record(enforcement(2)));
  must(store->release(id_of(1), {"<tax@york.gov.uk>"}, {release_row(1, id_of(1), "tax@york.gov.uk")},
                      {"released", id_of(1), "{}"}, kAdmin, kNow));
  must(store->remove(id_of(2), {"deleted", id_of(2), R"({"why":"spam"})"}, kAdmin, kNow));
  CHECK(fails(store->remove(id_of(2), {"deleted", id_of(2), "{}"}, kAdmin, kNow), Fault::conflict));
  store.reopen();
  const auto entries = must(store->audit(0, 10));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].action == "released");
  CHECK(entries[1].subject == id_of(2));
  CHECK(first_broken(*store) == 0);
}

}  // namespace
}  // namespace postern::contract
