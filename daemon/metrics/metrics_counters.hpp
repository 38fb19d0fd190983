// The counters behind Metrics. Private to metrics*.cpp.
#pragma once
#include <array>
#include <map>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <string>
#include <utility>
#include <vector>

#include "daemon/metrics/metrics.hpp"

namespace postern::daemon {

/// Every series is there from the start, at 0, so that a first event shows as an increase. The registry owns them.
class Metrics::Counters : public milter::Tally {
 public:
  Counters();
  void message(milter::MessageOutcome outcome) override;
  void recipients(policy::Action action, policy::Rule rule, std::size_t number) override;
  void decided(std::chrono::nanoseconds took) override;
  void store_failed() override;
  void notices(db::OutboxKind kind, const std::string& result, std::size_t people);
  std::vector<prometheus::MetricFamily> collect() const { return registry_.Collect(); }

 private:
  // As many as policy/record/action.hpp has: its last ones.
  static constexpr std::size_t kActions = static_cast<std::size_t>(policy::Action::reject) + 1;
  static constexpr std::size_t kRules = static_cast<std::size_t>(policy::Rule::beyond_volume) + 1;

  prometheus::Registry registry_;
  std::array<prometheus::Counter*, milter::kMessageOutcomes.size()> messages_{};
  std::array<std::array<prometheus::Counter*, kRules>, kActions> recipients_{};
  std::map<std::pair<db::OutboxKind, std::string>, prometheus::Counter*> notices_;
  prometheus::Counter* store_errors_ = nullptr;
  prometheus::Histogram* decision_ = nullptr;
};

}  // namespace postern::daemon
