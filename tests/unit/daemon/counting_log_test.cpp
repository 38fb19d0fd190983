// The store's calls, counted where they find it away.
#include "daemon/counting_log.hpp"

#include <catch2/catch.hpp>

#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using Counted = std::map<std::string, std::size_t>;

TEST_CASE("each call of the store that finds it away counts, and none that is answered", "[daemon][tally][fault]") {
  Gateway york;
  CountedInMemory tally;
  daemon::CountingLog log(york.log, tally);
  db::Enforcement rows;  // without an id: refused, which is an answer
  CHECK_FALSE(log.record(rows));
  CHECK(log.by_token("x"));
  CHECK(tally.counted.empty());
  york.log.fails = true;
  CHECK_FALSE(log.record(rows));
  CHECK_FALSE(log.settle(rows, true));
  CHECK_FALSE(log.by_token("x"));
  CHECK_FALSE(log.forwarded_before("RCC-2026-0001", "<one@example.org>"));
  CHECK_FALSE(log.usage({policy::Quota{}}));
  CHECK(tally.counted == Counted{{"store", 5}});
}
