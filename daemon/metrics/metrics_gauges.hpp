// What is asked for at each scrape, as samples. Private to metrics*.cpp.
#pragma once
#include <prometheus/metric_family.h>
#include <utility>
#include <vector>

#include "daemon/metrics/metrics.hpp"

namespace postern::daemon {

class MetricsGauges {
 public:
  /// `tally` is told of a call of the store that failed; it and the sources must outlive this.
  MetricsGauges(MetricsEndpoint::Sources sources, milter::Tally& tally) : sources_(std::move(sources)), tally_(tally) {}
  std::vector<prometheus::MetricFamily> collect() const;

 private:
  void add_rules(std::vector<prometheus::MetricFamily>& families) const;
  void add_store(std::vector<prometheus::MetricFamily>& families) const;
  MetricsEndpoint::Sources sources_;
  milter::Tally& tally_;
};

}  // namespace postern::daemon
