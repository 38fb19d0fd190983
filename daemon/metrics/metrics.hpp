// What Prometheus can read: the counters that the mail path and upkeep move, and the endpoint that shows them with what
// is asked for at each scrape. Behind it stands prometheus-cpp, and only these files (metrics*.cpp) know it; only
// main() includes this. Whatever fails here fails for whoever reads the metrics, and never touches mail.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "db/totals.hpp"
#include "milter/message/rules_in_force.hpp"
#include "milter/message/tally.hpp"
#include "policy/result.hpp"

namespace postern::daemon {

/// The counters. Any thread may call any of these.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  milter::Tally& tally();
  /// So many people to whom a notice or a digest was sent, or could not be: `result` is `sent`, `refused` or
  /// `given-up`.
  void notices(db::OutboxKind kind, const std::string& result, std::size_t people);
  class Counters;

 private:
  friend class MetricsEndpoint;
  std::unique_ptr<Counters> counters_;
};

/// `GET /metrics`, in a thread of its own.
class MetricsEndpoint {
 public:
  /// What is asked at each scrape. A call of the store that fails leaves its samples out, and counts as failed: no zero
  /// is made up.
  struct Sources {
    const milter::RulesInForce& rules;
    db::Totals& store;
    std::function<std::size_t()> connections;
    std::function<std::chrono::sys_seconds()> now;
  };
  /// All of it must outlive this.
  MetricsEndpoint(Metrics& metrics, Sources sources);
  ~MetricsEndpoint();  ///< stops and joins
  MetricsEndpoint(const MetricsEndpoint&) = delete;
  MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;

  /// `where` is metrics.listen; empty: nothing is served. Where it cannot be bound, the log says so, and it is tried
  /// again. Call it once.
  void serve(const std::string& where);
  /// What a scrape would read now.
  std::string text() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

/// Whether it is an address of this machine. Not whether the port is free, since the daemon itself may have it.
policy::Result<> check_metrics_listen(const std::string& where);

}  // namespace postern::daemon
