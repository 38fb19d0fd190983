#include "daemon/metrics/metrics.hpp"

#include <prometheus/text_serializer.h>

#include "daemon/metrics/metrics_counters.hpp"
#include "daemon/metrics/metrics_gauges.hpp"
#include "daemon/metrics/metrics_server.hpp"

namespace postern::daemon {

Metrics::Metrics() : counters_(std::make_unique<Counters>()) {}

Metrics::~Metrics() = default;

milter::Tally& Metrics::tally() {
  return *counters_;
}

void Metrics::notices(db::OutboxKind kind, const std::string& result, std::size_t people) {
  counters_->notices(kind, result, people);
}

class MetricsEndpoint::Work {
 public:
  Work(Metrics::Counters& counters, Sources sources)
      : counters_(counters), gauges_(std::move(sources), counters), server_([this] { return text(); }) {}

  void serve(const std::string& where) { server_.serve(where); }

  /// The counters last, so that a call of the store that failed now shows.
  std::string text() const {
    auto families = gauges_.collect();
    auto counted = counters_.collect();
    families.insert(families.end(), std::make_move_iterator(counted.begin()), std::make_move_iterator(counted.end()));
    return prometheus::TextSerializer().Serialize(families);
  }

 private:
  const Metrics::Counters& counters_;
  const MetricsGauges gauges_;
  MetricsServer server_;
};

MetricsEndpoint::MetricsEndpoint(Metrics& metrics, Sources sources)
    : work_(std::make_unique<Work>(*metrics.counters_, std::move(sources))) {}

MetricsEndpoint::~MetricsEndpoint() = default;

void MetricsEndpoint::serve(const std::string& where) {
  if (!where.empty()) work_->serve(where);
}

std::string MetricsEndpoint::text() const {
  return work_->text();
}

policy::Result<> check_metrics_listen(const std::string& where) {
  return where.empty() ? policy::Result<>(policy::Done{}) : MetricsServer::check(where);
}

}  // namespace postern::daemon
