#include "daemon/metrics/metrics_gauges.hpp"

#include <algorithm>

#include "db/shared/words.hpp"
#include "policy/time/unread.hpp"
#include "policy/time/working_days.hpp"

namespace postern::daemon {
namespace {

using Families = std::vector<prometheus::MetricFamily>;

prometheus::MetricFamily& family(Families& families, const char* name, const char* help) {
  return families.emplace_back(prometheus::MetricFamily{name, help, prometheus::MetricType::Gauge, {}});
}

void add_sample(prometheus::MetricFamily& family, double value, std::vector<prometheus::ClientMetric::Label> labels) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

void add(Families& families, const char* name, const char* help, double value) {
  add_sample(family(families, name, help), value, {});
}

db::Unread unread_at(std::chrono::sys_seconds now, const policy::Council& council) {
  return {now, policy::working_days_before(now, policy::kWorkingDaysUnread, council.closed_days, *council.time_zone),
          now + policy::kClockAhead};
}

void add_outbox(Families& families, const db::WaitingTotals& totals, std::chrono::sys_seconds now) {
  auto& waiting = family(families, "postern_outbox_messages", "Submissions that wait, by kind.");
  for (const auto kind :
       {db::OutboxKind::copy, db::OutboxKind::release, db::OutboxKind::notice, db::OutboxKind::digest}) {
    const auto found = totals.outbox.find(kind);
    add_sample(waiting, found == totals.outbox.end() ? 0 : static_cast<double>(found->second),
               {{"kind", std::string(db::to_text(kind))}});
  }
  const auto oldest = totals.outbox_oldest_since.value_or(now);
  add(families, "postern_outbox_oldest_seconds", "Age of the oldest submission that waits; 0 where none does.",
      static_cast<double>(std::max(now - oldest, std::chrono::seconds{0}).count()));
}

}  // namespace

std::vector<prometheus::MetricFamily> MetricsGauges::collect() const {
  Families families;
  add(families, "postern_connections", "Sessions of the MTA that are open.",
      static_cast<double>(sources_.connections()));
  add_rules(families);
  add_store(families);
  return families;
}

void MetricsGauges::add_rules(Families& families) const {
  const auto in_force = sources_.rules.current();
  const auto confirmed = sources_.rules.health().checked;
  add(families, "postern_snapshot_entries", "Addresses, domains and choices that the gateway decides by.",
      static_cast<double>(in_force->snapshot->entries()));
  if (confirmed != std::chrono::steady_clock::time_point{}) {
    add(families, "postern_snapshot_age_seconds", "Time since the store last confirmed that these rules are its own.",
        std::chrono::duration<double>(std::chrono::steady_clock::now() - confirmed).count());
  }
  add(families, "postern_reviews_overdue", "Restrictions in force whose day of review has passed.",
      static_cast<double>(in_force->snapshot->reviews_overdue(sources_.now())));
}

void MetricsGauges::add_store(Families& families) const {
  const auto now = sources_.now();
  const auto totals = sources_.store.waiting_totals(unread_at(now, sources_.rules.current()->config->council));
  if (!totals) return tally_.store_failed();
  add(families, "postern_quarantine_messages", "Kept messages that wait.", static_cast<double>(totals->kept));
  add(families, "postern_quarantine_bytes", "Size of their files.", static_cast<double>(totals->kept_size));
  add(families, "postern_quarantine_unread_messages", "Kept messages that nobody has looked at for five working days.",
      static_cast<double>(totals->unread));
  add_outbox(families, *totals, now);
}

}  // namespace postern::daemon
