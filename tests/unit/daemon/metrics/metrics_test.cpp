// What a scrape reads: everything that is there, and nothing made up where the store does not answer.
#include "daemon/metrics/metrics.hpp"

#include <catch2/catch.hpp>

#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::daemon;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

class TotalsInMemory : public db::Totals {
 public:
  policy::Result<db::WaitingTotals> waiting_totals(const db::Unread& unread) override {
    asked = unread;
    if (away) return policy::unavailable("the store is away");
    return now;
  }
  db::WaitingTotals now;
  db::Unread asked;
  bool away = false;
};

struct Scraped {
  Scraped() {
    REQUIRE(rules.use(std::make_shared<const conf::Config>(york.config)));
    REQUIRE(rules.refresh(std::chrono::steady_clock::now()));
  }
  bool has(const std::string& line) const {
    return ("\n" + endpoint.text()).find("\n" + line + "\n") != std::string::npos;
  }
  bool names(const std::string& name) const { return endpoint.text().find(name) != std::string::npos; }

  Gateway york;
  std::chrono::sys_seconds now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + 12h;  // a Monday
  milter::RulesInForce rules{*york.store};
  TotalsInMemory store;
  daemon::Metrics metrics;
  daemon::MetricsEndpoint endpoint{metrics, {rules, store, [] { return std::size_t{7}; }, [this] { return now; }}};
};

}  // namespace

TEST_CASE("a scrape reads every counter from its first day on, at zero", "[milter][metrics]") {
  const Scraped scraped;
  CHECK(scraped.has("postern_messages_total{outcome=\"own-copy\"} 0"));
  CHECK(scraped.has("postern_recipients_total{action=\"hold\",rule=\"outside-hours\"} 0"));
  CHECK(scraped.has("postern_notices_total{kind=\"digest\",result=\"given-up\"} 0"));
  CHECK(scraped.has("postern_store_errors_total 0"));
  CHECK(scraped.has("postern_decision_seconds_count 0"));
}

TEST_CASE("a scrape reads what was counted", "[milter][metrics]") {
  Scraped scraped;
  milter::Tally& tally = scraped.metrics.tally();
  tally.message(milter::MessageOutcome::kept);
  tally.recipients(policy::Action::quarantine, policy::Rule::restricted, 3);
  tally.decided(20us);
  tally.store_failed();
  scraped.metrics.notices(db::OutboxKind::notice, "refused", 2);
  CHECK(scraped.has("postern_messages_total{outcome=\"kept\"} 1"));
  CHECK(scraped.has("postern_messages_total{outcome=\"passed\"} 0"));
  CHECK(scraped.has("postern_recipients_total{action=\"quarantine\",rule=\"restricted\"} 3"));
  CHECK(scraped.has("postern_decision_seconds_bucket{le=\"3e-05\"} 1"));
  CHECK(scraped.has("postern_decision_seconds_bucket{le=\"1e-05\"} 0"));
  CHECK(scraped.has("postern_store_errors_total 1"));
  CHECK(scraped.has("postern_notices_total{kind=\"notice\",result=\"refused\"} 2"));
}

TEST_CASE("a scrape reads what waits, and how old it is", "[milter][metrics]") {
  Scraped scraped;
  scraped.store.now = {5, 4096, 2, {{db::OutboxKind::copy, 3}}, scraped.now - 90s};
  CHECK(scraped.has("postern_connections 7"));
  CHECK(scraped.has("postern_quarantine_messages 5"));
  CHECK(scraped.has("postern_quarantine_bytes 4096"));
  CHECK(scraped.has("postern_quarantine_unread_messages 2"));
  CHECK(scraped.has("postern_outbox_messages{kind=\"copy\"} 3"));
  CHECK(scraped.has("postern_outbox_messages{kind=\"digest\"} 0"));
  CHECK(scraped.has("postern_outbox_oldest_seconds 90"));
  CHECK(scraped.store.asked.since == scraped.now - 24h * 7);
}

TEST_CASE("an outbox in which nothing waits, or only what a clock set back wrote, has no age", "[milter][metrics]") {
  Scraped scraped;
  CHECK(scraped.has("postern_outbox_oldest_seconds 0"));
  scraped.store.now.outbox_oldest_since = scraped.now + 1h;
  CHECK(scraped.has("postern_outbox_oldest_seconds 0"));
}

TEST_CASE("of a store that is away no zero is made up, and the failure counts", "[milter][metrics][fault]") {
  Scraped scraped;
  CHECK(scraped.names("postern_quarantine_"));
  CHECK(scraped.names("postern_outbox_"));
  scraped.store.away = true;
  const std::string text = scraped.endpoint.text();
  CHECK(text.find("postern_quarantine_") == std::string::npos);
  CHECK(text.find("postern_outbox_") == std::string::npos);
  CHECK(text.find("postern_store_errors_total 1\n") != std::string::npos);
  CHECK(text.find("postern_snapshot_age_seconds ") != std::string::npos);
  CHECK(text.find("postern_connections 7\n") != std::string::npos);
}

TEST_CASE("an address that is not this machine's is refused", "[milter][metrics]") {
  CHECK(daemon::check_metrics_listen(""));
  CHECK(daemon::check_metrics_listen("127.0.0.1:9825"));
  const auto elsewhere = daemon::check_metrics_listen("192.0.2.1:9825");
  REQUIRE_FALSE(elsewhere);
  CHECK(elsewhere.error().problems.front().starts_with("metrics.listen: 192.0.2.1:9825: cannot be listened on: "));
}
