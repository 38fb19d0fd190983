// Another program has the store open at the same time, or keeps it locked (faults.md S4, S10).
#include <atomic>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

using policy::Fault;

TEST_CASE("a change made beside is seen at once", "[contract][beside]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto other = store.beside();
  const auto before = must(store->revision());
  must(other->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  CHECK(must(store->revision()) > before);
  CHECK(must(store->rules()).restrictions.size() == 1);
  must(store->record(enforcement(1)));
  CHECK(must(other->events({})).size() == 1);
  must(other->settle(enforcement(1), true));
  CHECK(must(store->due(kNow + std::chrono::hours(1), 10)).size() == 1);
}

TEST_CASE("of two editors at two programs the second meets a conflict", "[contract][beside]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto other = store.beside();
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  const auto seen = must(store->restriction("RCC-2026-0001"));
  must(other->commit(changing(seen, seen.restriction), kAdmin, kNow));
  CHECK(fails(store->commit(changing(seen, seen.restriction), kAdmin, kNow), Fault::conflict));
}

TEST_CASE("a message is released at most once, whoever releases it", "[contract][beside]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto other = store.beside();
  must(store->record(enforcement(1)));
  std::atomic<int> released{0};
  const auto release = [&](db::Store& one, unsigned first) {
    for (unsigned i = 0; i < 10; ++i) {
      const auto row = release_row(first + i, id_of(1), "tax@york.gov.uk");
      if (one.release(id_of(1), {"<tax@york.gov.uk>"}, {row}, {"released", "", "{}"}, kAdmin, kNow)) ++released;
    }
  };
  std::thread first([&] { release(*store, 100); });
  std::thread second([&] { release(*other, 200); });
  first.join();
  second.join();
  CHECK(released == 1);
  CHECK(must(store->waiting()).size() == 2);
  CHECK(must(store->audit_head()).sequence == 1);
}

TEST_CASE("many threads and two programs write and read: nothing is lost, doubled or out of order",
          "[contract][beside]") {
  StoreUnderTest store(GENERATE(from_range(back_ends())));
  const auto other = store.beside();
  constexpr unsigned kEach = 20;
  std::atomic<unsigned> failures{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      db::Store& mine = t % 2 == 0 ? *store : *other;
      for (unsigned i = 0; i < kEach; ++i) {
        const db::Enforcement written = enforcement(t * 1000 + i);
        bool good = bool(mine.record(written)) && bool(mine.settle(written, i % 2 == 0));
        good = good && bool(mine.commit(adding(restriction_of("c@example.org")), kAdmin, kNow));
        good = good && bool(mine.revision()) && bool(mine.rules()) && bool(mine.by_token(written.outbox[0].token));
        if (!good) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  store.reopen();
  CHECK(failures == 0);
  CHECK(must(store->events({})).size() == 4 * kEach / 2);
  CHECK(must(store->waiting()).size() == 4 * kEach / 2);
  CHECK(must(store->contents()).restrictions.back().restriction.reference == "RCC-2026-0080");
  CHECK(must(store->audit_head()).sequence == 4 * kEach);
  CHECK(first_broken(*store) == 0);
}

TEST_CASE("while another program keeps the store locked, writing fails in time and reading goes on",
          "[contract][locked]") {
  StoreUnderTest store;
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  SQLite::Database other(store.file(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN EXCLUSIVE");
  CHECK(fails(store->record(enforcement(1)), Fault::unavailable));
  CHECK(must(store->revision()) > 0);
  CHECK(must(store->rules()).restrictions.size() == 1);
  CHECK_FALSE(must(store->by_token("nothing")));
  other.exec("ROLLBACK");
  must(store->record(enforcement(1)));
  CHECK(must(store->events({})).size() == 1);
}

TEST_CASE("a store can be opened while another program keeps it locked for writing", "[contract][locked]") {
  StoreUnderTest store;
  store.close();
  SQLite::Database other(store.file(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  CHECK(must(db::open_store(store.url(), db::OpenFor::use))->revision());
  CHECK(must(db::open_store(store.url(), db::OpenFor::initialise))->revision());
}

TEST_CASE("a change of which the last write cannot be made leaves nothing behind", "[contract][locked]") {
  StoreUnderTest store;
  must(store->record(enforcement(1)));
  SQLite::Database(store.file(), SQLite::OPEN_READWRITE)
      .exec(
          "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'disk full'); END; "
          "CREATE TRIGGER row BEFORE INSERT ON outbox BEGIN SELECT RAISE(FAIL, 'disk full'); END");
  CHECK(fails(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow), Fault::unavailable));
  CHECK(fails(store->record(enforcement(2)), Fault::unavailable));
  CHECK(fails(store->remove(id_of(1), {"deleted", "", "{}"}, kAdmin, kNow), Fault::unavailable));
  SQLite::Database(store.file(), SQLite::OPEN_READWRITE).exec("DROP TRIGGER full; DROP TRIGGER row");
  CHECK(must(store->contents()).restrictions.empty());
  CHECK(must(store->events({})).size() == 1);
  CHECK(must(store->kept(false)).size() == 1);
  must(store->record(enforcement(2)));
}

TEST_CASE("the write-ahead log stays bounded while readers come and go", "[contract][locked][S15]") {
  StoreUnderTest store;
  SQLite::Database reader(store.file(), SQLite::OPEN_READWRITE);
  for (unsigned i = 0; i < 1000; ++i) {
    if (i % 10 == 0) reader.exec("BEGIN; SELECT count(*) FROM audit");
    must(store->record(enforcement(i)));
    if (i % 10 == 8) reader.exec("COMMIT");
  }
  CHECK(std::filesystem::file_size(store.file() + "-wal") < 8U << 20U);
}

TEST_CASE("the write-ahead log that a long reader let grow is cut when the reader has gone",
          "[contract][locked][S15]") {
  StoreUnderTest store;
  const std::string log = store.file() + "-wal";
  SQLite::Database reader(store.file(), SQLite::OPEN_READWRITE);
  reader.exec("BEGIN; SELECT count(*) FROM audit");
  SQLite::Database writer(store.file(), SQLite::OPEN_READWRITE);
  writer.exec("CREATE TABLE ballast (bytes); INSERT INTO ballast VALUES (zeroblob(90 << 20)); DROP TABLE ballast");
  must(store->record(enforcement(0)));
  CHECK(std::filesystem::file_size(log) > 80U << 20U);  // nothing of it may be used again while somebody reads
  reader.exec("COMMIT");
  for (unsigned i = 1; i < 4; ++i) must(store->record(enforcement(i)));
  CHECK(std::filesystem::file_size(log) <= 64U << 20U);
}

}  // namespace
}  // namespace postern::contract
