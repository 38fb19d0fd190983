#include "daemon/metrics/metrics_counters.hpp"

#include "db/shared/words.hpp"

namespace postern::daemon {
namespace {

using prometheus::BuildCounter;

/// From ten microseconds, about what a message takes that matches nothing, to the time that an MTA waits.
const prometheus::Histogram::BucketBoundaries kSeconds{0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003,
                                                       0.01,    0.03,    0.1,    0.3,    1,     3};

}  // namespace

Metrics::Counters::Counters() {
  auto& messages =
      BuildCounter().Name("postern_messages_total").Help("Messages, by what became of them.").Register(registry_);
  for (const milter::MessageOutcome outcome : milter::kMessageOutcomes) {
    messages_[static_cast<std::size_t>(outcome)] = &messages.Add({{"outcome", std::string(to_text(outcome))}});
  }
  auto& recipients = BuildCounter()
                         .Name("postern_recipients_total")
                         .Help("Recipients of messages, by what was done for them and the rule that decided.")
                         .Register(registry_);
  for (std::size_t action = 0; action < kActions; ++action) {
    for (std::size_t rule = 0; rule < kRules; ++rule) {
      recipients_[action][rule] =
          &recipients.Add({{"action", std::string(policy::to_text(static_cast<policy::Action>(action)))},
                           {"rule", std::string(policy::to_text(static_cast<policy::Rule>(rule)))}});
    }
  }
  auto& notices = BuildCounter()
                      .Name("postern_notices_total")
                      .Help("People to whom a notice or a digest was sent, or could not be.")
                      .Register(registry_);
  for (const db::OutboxKind kind : {db::OutboxKind::notice, db::OutboxKind::digest}) {
    for (const char* result : {"sent", "refused", "given-up"}) {
      notices_[{kind, result}] = &notices.Add({{"kind", std::string(db::to_text(kind))}, {"result", result}});
    }
  }
  store_errors_ = &BuildCounter()
                       .Name("postern_store_errors_total")
                       .Help("Calls of the store that failed.")
                       .Register(registry_)
                       .Add({});
  decision_ = &prometheus::BuildHistogram()
                   .Name("postern_decision_seconds")
                   .Help("Time to decide one message, when its header had ended.")
                   .Register(registry_)
                   .Add({}, kSeconds);
}

void Metrics::Counters::message(milter::MessageOutcome outcome) {
  messages_[static_cast<std::size_t>(outcome)]->Increment();
}

void Metrics::Counters::recipients(policy::Action action, policy::Rule rule, std::size_t number) {
  recipients_[static_cast<std::size_t>(action)][static_cast<std::size_t>(rule)]->Increment(static_cast<double>(number));
}

void Metrics::Counters::decided(std::chrono::nanoseconds took) {
  decision_->Observe(std::chrono::duration<double>(took).count());
}

void Metrics::Counters::store_failed() {
  store_errors_->Increment();
}

void Metrics::Counters::notices(db::OutboxKind kind, const std::string& result, std::size_t people) {
  const auto found = notices_.find({kind, result});
  if (found != notices_.end()) found->second->Increment(static_cast<double>(people));
}

}  // namespace postern::daemon
