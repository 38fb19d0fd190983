// Digests: posted at once or not at all, what they listed, and who looked at what.
#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using namespace std::chrono_literals;
using db::OutboxState;
using policy::Fault;
using Times = std::map<std::string, std::chrono::sys_seconds>;

db::OutboxRow digest(unsigned number, std::chrono::sys_seconds at = kNow) {
  db::OutboxRow row;
  row.id = id_of(1000 + number);
  row.kind = db::OutboxKind::digest;
  row.recipients = {"m.manager@york.gov.uk"};
  row.header = "Subject: what waits\r\n\r\nalex@example.org\r\n";
  row.since = at;
  row.next_attempt = at;
  return row;
}

db::Posting posting(unsigned number, std::optional<std::chrono::sys_seconds> after = std::nullopt) {
  return {"digest-kept", after, kNow, {digest(number)}, {{id_of(1), digest(number).id}}};
}

/// Posts digest `number`, which lists message 1, and has it accepted.
void list(StoreUnderTest& store, unsigned number) {
  must(store->post(posting(number)));
  must(store->attempted(digest(number).id, {{"m.manager@york.gov.uk"}, {}, "", {}}, kNow));
}

const db::Expiry kLater{kNow + 240h, kNow + 240h, kNow + 240h, kNow + 240h};

TEST_CASE("a digest is ready to leave and its run is noted", "[contract][digest]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(only_event(1)));
  must(store->post(posting(1)));
  store.reopen();
  const auto due = must(store->due(kNow, 10));
  REQUIRE(due.size() == 1);
  CHECK(due[0].kind == db::OutboxKind::digest);
  CHECK(due[0].kept_id.empty());
  CHECK(due[0].mail_from.empty());
  CHECK(due[0].token.empty());
  CHECK(due[0].header == digest(1).header);
  CHECK(must(store->last_run("digest-kept")) == kNow);
}

TEST_CASE("a digest made from what was true before another one was posted is not posted", "[contract][digest]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->post(posting(1)));
  const auto other = store.beside();
  CHECK(fails(other->post(posting(2)), Fault::conflict));
  CHECK(fails(other->post(posting(2, kNow - 1s)), Fault::conflict));
  store.reopen();
  CHECK(must(store->waiting()).size() == 1);
  must(store->post(posting(2, kNow)));
  CHECK(must(store->waiting()).size() == 2);
}

TEST_CASE("a posting that cannot be written leaves nothing behind", "[contract][digest]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->post(posting(1)));
  db::Posting wrong = posting(2, kNow);
  SECTION("an id that is there already") {
    wrong.rows.push_back(digest(1));
  }
  SECTION("nobody to send it to") {
    wrong.rows.front().recipients.clear();
  }
  SECTION("a kept message, which goes another way") {
    wrong.rows.front().kept_id = id_of(1);
  }
  wrong.at = kNow + 1h;
  CHECK(fails(store->post(wrong), Fault::refused));
  store.reopen();
  CHECK(must(store->waiting()).size() == 2);
  CHECK(must(store->last_run("digest-kept")) == kNow);
}

TEST_CASE("a run with nothing to say is noted all the same", "[contract][digest]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->post({"digest-officers", std::nullopt, kNow, {}, {}}));
  store.reopen();
  CHECK(must(store->last_run("digest-officers")) == kNow);
  CHECK(must(store->waiting()).empty());
}

TEST_CASE("a digest that is closed keeps nobody, and loses its text", "[contract][digest][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->post(posting(1)));
  const std::string id = digest(1).id;
  SECTION("accepted") {
    must(store->attempted(id, {{"m.manager@york.gov.uk"}, {}, "", {}}, kNow));
  }
  SECTION("refused") {
    must(store->attempted(id, {{}, {{"m.manager@york.gov.uk", "550 no"}}, "", {}}, kNow));
  }
  SECTION("five days old") {
    must(store->attempted(id, {{}, {}, "away", kNow + 121h}, kNow + 120h));
  }
  store.reopen();
  CHECK(must(store->waiting()).size() == 1);
  CHECK(must(store->kept_message(id_of(1))).recipients.size() == 1);
  CHECK(must(store->kept(true)).size() == 1);
  CHECK(fails(store->retry_now(id, kNow), Fault::refused));
  must(store->remove(id_of(1), {"deleted", "", "{}"}, kAdmin, kNow));
}

TEST_CASE("a digest is tried for five days, and a copy for ever", "[contract][digest][outbox]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  must(store->record(enforcement(1)));
  must(store->settle(enforcement(1), true));
  must(store->post(posting(1)));
  must(store->attempted(digest(1).id, {{}, {}, "away", kNow + 120h}, kNow + 120h - 1s));
  must(store->attempted(enforcement(1).outbox[0].id, {{}, {}, "away", kNow + 2000h}, kNow + 2000h));
  store.reopen();
  const auto rows = must(store->waiting());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].header == digest(1).header);
}

TEST_CASE("what waits is unclaimed only once a digest with it has gone out", "[contract][digest][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement one = enforcement(1);
  one.outbox.clear();
  must(store->record(one));
  CHECK(must(store->unclaimed(kLater, 10)).empty());
  must(store->post(posting(1)));
  CHECK(must(store->unclaimed(kLater, 10)).empty());
  SECTION("it was sent") {
    must(store->attempted(digest(1).id, {{"m.manager@york.gov.uk"}, {}, "", {}}, kNow));
    store.reopen();
    CHECK(must(store->unclaimed(kLater, 10)) == std::vector<std::string>{id_of(1)});
    CHECK(must(store->unclaimed(kLater, 0)).empty());
    CHECK(must(store->unclaimed({kNow, kNow, kNow, kLater.listed}, 10)).empty());
    CHECK(must(store->unclaimed({kLater.kept, kNow, kNow, kNow}, 10)).empty());
  }
  SECTION("nobody took it") {
    must(store->attempted(digest(1).id, {{}, {{"m.manager@york.gov.uk", "550 no"}}, "", {}}, kNow));
    store.reopen();
    CHECK(must(store->unclaimed(kLater, 10)).empty());
  }
}

TEST_CASE("the last digest that was sent counts as the last listing", "[contract][digest]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (const unsigned number : {1U, 2U}) must(store->record(enforcement(number)));
  list(store, 1);
  must(store->post(posting(2, kNow)));
  must(store->attempted(digest(2).id, {{"m.manager@york.gov.uk"}, {}, "", {}}, kNow + 2h));
  must(store->post(posting(3, kNow)));
  must(store->attempted(digest(3).id, {{}, {{"m.manager@york.gov.uk", "550 no"}}, "", {}}, kNow + 3h));
  must(store->post({"digest-kept", kNow, kNow, {digest(4)}, {{id_of(2), digest(4).id}}}));
  store.reopen();
  CHECK(must(store->last_listings()) == Times{{id_of(1), kNow + 2h}});
}

TEST_CASE("a digest that the MTA took late has been about since then", "[contract][digest][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement one = enforcement(1);
  one.outbox.clear();
  must(store->record(one));
  must(store->post(posting(1)));
  must(store->attempted(digest(1).id, {{"m.manager@york.gov.uk"}, {}, "", {}}, kNow + 100h));
  store.reopen();
  CHECK(must(store->unclaimed({kLater.kept, kNow, kNow, kNow + 100h}, 10)).empty());
  CHECK(must(store->unclaimed({kLater.kept, kNow, kNow, kNow + 100h + 1s}, 10)) == std::vector<std::string>{id_of(1)});
}

TEST_CASE("what was released, is held or is on its way is never unclaimed", "[contract][digest][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement one = enforcement(1);
  SECTION("on its way") {}
  SECTION("held for a recipient") {
    one.outbox.clear();
    one.kept.push_back({"<parks@york.gov.uk>", db::KeptStatus::held, std::nullopt, "", kNow + 1h, ""});
  }
  SECTION("held by a restriction") {
    one.outbox.clear();
    policy::Restriction restriction = restriction_of("alex@example.org");
    restriction.legal_hold = true;
    must(store->commit(adding(restriction), kAdmin, kNow));
  }
  SECTION("deleted by somebody") {
    one.outbox.clear();
    must(store->record(one));
    must(store->remove(id_of(1), {"deleted", "", "{}"}, kAdmin, kNow));
  }
  if (!store->kept_message(id_of(1))) must(store->record(one));
  list(store, 1);
  store.reopen();
  CHECK(must(store->unclaimed(kLater, 10)).empty());
}

TEST_CASE("a digest goes with the events of its time, once the messages that it listed are gone",
          "[contract][digest][retention]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  db::Enforcement one = enforcement(1);
  one.outbox.clear();
  must(store->record(one));
  list(store, 1);
  must(store->post({"digest-officers", std::nullopt, kNow, {digest(2)}, {}}));
  CHECK(must(store->expired(kLater, 10)).outbox.empty());
  CHECK(
      fails(store->remove_for_good({{}, {}, {}, {}, {digest(1).id}}, db::kPurged, "x", kAdmin, kNow), Fault::conflict));
  CHECK(
      fails(store->remove_for_good({{}, {}, {}, {}, {digest(2).id}}, db::kPurged, "x", kAdmin, kNow), Fault::conflict));
  must(store->looked_at({id_of(1)}, std::nullopt, kAdmin, kNow));
  must(store->remove(id_of(1), {"deleted", "", "{}"}, kAdmin, kNow));
  must(store->remove_for_good({{}, {id_of(1)}, {}, {}}, db::kPurged, "x", kAdmin, kNow));
  store.reopen();
  CHECK(must(store->last_looks()).empty());
  CHECK(must(store->expired({kNow, kNow, kNow, kNow}, 10)).outbox.empty());
  const auto spent = must(store->expired(kLater, 10));
  CHECK(spent.outbox == std::vector<std::string>{digest(1).id});
  must(store->remove_for_good(spent, db::kPurged, "x", kAdmin, kNow));
  store.reopen();
  CHECK(must(store->expired(kLater, 10)).outbox.empty());
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("the last look at a message counts, whoever it was", "[contract][digest][look]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (const unsigned number : {1U, 2U}) must(store->record(enforcement(number)));
  const auto entries = must(store->audit_head()).sequence;
  must(store->looked_at({id_of(1), id_of(2), id_of(7)}, std::nullopt, {"kim", "kim"}, kNow));
  CHECK(must(store->audit_head()).sequence == entries);
  must(store->looked_at({id_of(1)}, db::AuditNote{"looked-at", id_of(1), "{}"}, kAdmin, kNow + 1h));
  store.reopen();
  CHECK(must(store->last_looks()) == Times{{id_of(1), kNow + 1h}, {id_of(2), kNow}});
  CHECK(must(store->audit(entries, 10)).at(0).action == "looked-at");
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("a look while the clock was ahead is forgotten at the next one", "[contract][digest][look][R10]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (const unsigned number : {1U, 2U}) must(store->record(enforcement(number)));
  must(store->looked_at({id_of(1), id_of(2)}, std::nullopt, {"kim", "kim"}, kNow + 8760h));
  must(store->looked_at({id_of(1)}, std::nullopt, kAdmin, kNow));
  store.reopen();
  CHECK(must(store->last_looks()) == Times{{id_of(1), kNow}, {id_of(2), kNow + 8760h}});
}

TEST_CASE("each restriction has a last event, or none", "[contract][digest]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  for (const unsigned number : {3U, 1U}) must(store->record(only_event(number)));
  must(store->record(only_event(2, "RCC-2026-0002")));
  db::Enforcement notice = only_event(5, "RCC-2026-0002");
  notice.events[0].action = "notice";
  must(store->record(notice));
  store.reopen();
  CHECK(must(store->last_events()) == Times{{"RCC-2026-0001", kNow + 3s}, {"RCC-2026-0002", kNow + 2s}});
}

}  // namespace
}  // namespace postern::contract
